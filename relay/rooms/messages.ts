import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { RoomId, type RoomRole, Secret32 } from '../../core/kernel/rooms/identity.js'
import { maximumStoredMessageBytes, PostMessage, type StoredMessages } from '../../core/kernel/rooms/messages.js'
import { refused } from '../refusal.js'
import type { Relay } from '../relay.js'
import { insertMessage, readMessageCounts, readMessages, readRoom } from '../store/rooms.js'
import { RoomRefused, sentences } from './rules.js'

/** A room keeps at most so many messages, and so many characters of them. */
const maximumMessages = 500
const maximumChars = 64 * 1_048_576
const pageSize = 8
/** A sealed message in base64url, and what JSON adds around it. */
export const messageBodyLimit = Math.ceil((maximumStoredMessageBytes * 4) / 3) + 1_000

const Room = z.object({ room: RoomId })
const After = z.object({ after: z.coerce.number().int().min(0).default(0) })

/** Messages that wait, for who is in a room by a session. */
export function openMessageRoutes(app: FastifyInstance, relay: Relay): void {
  app.get('/v1/rooms/:room/messages', async (call) => {
    const { row } = await sessionOf(relay, call)
    return listMessages(relay, row.id, After.parse(call.query).after)
  })
  app.post('/v1/rooms/:room/messages', { bodyLimit: messageBodyLimit }, async (call, reply): Promise<FastifyReply> => {
    const { row, seat } = await sessionOf(relay, call)
    const place = { room: row.id, tenant: row.tenant }
    return reply.code(201).send(await storeMessage(relay, place, seat.role, PostMessage.parse(call.body)))
  })
}

async function sessionOf(relay: Relay, call: FastifyRequest) {
  const session = /^Session (\S{1,100})$/.exec(call.headers.authorization ?? '')?.[1]
  const parsed = Secret32.safeParse(session)
  if (!parsed.success) throw refused('UNAUTHORIZED', sentences.SESSION_UNKNOWN)
  try {
    return await relay.rooms.sessionOf(Room.parse(call.params).room, parsed.data)
  } catch (error) {
    if (error instanceof RoomRefused) throw refused('UNAUTHORIZED', error.message)
    throw error
  }
}

export async function listMessages(relay: Relay, room: string, after: number): Promise<z.input<typeof StoredMessages>> {
  const found = await readMessages(relay.database, room, after, pageSize + 1)
  return { messages: found.slice(0, pageSize), isMore: found.length > pageSize }
}

/** Keeps a message once, however often it is sent; answers its place. */
export async function storeMessage(
  relay: Relay,
  { room, tenant }: { room: string; tenant: string },
  role: RoomRole,
  { messageId, payload }: z.output<typeof PostMessage>,
): Promise<{ seq: number }> {
  const seq = await relay.database.transact(async (tx) => {
    await readRoom(tx, room, tx.forUpdate)
    const { lastSeq, bytes, count } = await readMessageCounts(tx, room)
    if (count >= maximumMessages || bytes + payload.length > maximumChars)
      throw refused('QUOTA', 'This room keeps as many messages as it can. Ask the clinic for a new link.')
    const isNew = await insertMessage(tx, room, { seq: lastSeq + 1, messageId, role, at: relay.nowMs(), payload })
    if (!isNew) return lastSeq
    await tx.notify({ type: 'room', tenant, room })
    return lastSeq + 1
  })
  await relay.rooms.sayMessages(room, seq)
  return { seq }
}
