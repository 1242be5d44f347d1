import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { OpenRoom } from '../../core/kernel/rooms/clinic.js'
import { RoomId } from '../../core/kernel/rooms/identity.js'
import { PostMessage } from '../../core/kernel/rooms/messages.js'
import { deviceOf } from '../caller.js'
import type { Relay } from '../relay.js'
import { readUsage } from '../store/rooms.js'
import { listMessages, messageBodyLimit, storeMessage } from './messages.js'

const Room = z.object({ room: RoomId })
const Span = z.object({ from: z.coerce.number().int().min(0), until: z.coerce.number().int().min(0) })
const After = z.object({ after: z.coerce.number().int().min(0).default(0) })
/** A room is open for at most so long. */
const maximumOpenMs = 14 * 24 * 60 * 60_000

/** What a clinic's devices ask about rooms, with their device token. */
export function openClinicRoomRoutes(app: FastifyInstance, relay: Relay): void {
  app.get('/v1/rooms', async (call) => ({ rooms: await relay.rooms.states(deviceOf(call).tenant) }))
  app.get('/v1/rooms/usage', (call) => {
    const { from, until } = Span.parse(call.query)
    return readUsage(relay.database, deviceOf(call).tenant, from, until)
  })
  app.get('/v1/rooms/:room', (call) => relay.rooms.state(deviceOf(call).tenant, Room.parse(call.params).room))
  app.put('/v1/rooms/:room', (call) => {
    const wish = OpenRoom.parse(call.body)
    const closesAt = Math.min(wish.closesAt, relay.nowMs() + maximumOpenMs)
    return relay.rooms.open(deviceOf(call).tenant, Room.parse(call.params).room, { ...wish, closesAt })
  })
  app.post('/v1/rooms/:room/close', (call) => relay.rooms.close(deviceOf(call).tenant, Room.parse(call.params).room))
  app.get('/v1/rooms/:room/clinic-messages', async (call) => {
    const { room } = Room.parse(call.params)
    await relay.rooms.state(deviceOf(call).tenant, room)
    return listMessages(relay, room, After.parse(call.query).after)
  })
  app.post('/v1/rooms/:room/clinic-messages', { bodyLimit: messageBodyLimit }, async (call, reply) => {
    const { tenant } = deviceOf(call)
    const { room } = Room.parse(call.params)
    await relay.rooms.state(tenant, room)
    return reply.code(201).send(await storeMessage(relay, { room, tenant }, 'doctor', PostMessage.parse(call.body)))
  })
}
