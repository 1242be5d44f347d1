import type { FastifyReply, FastifyRequest } from 'fastify'
import { deviceOf } from './caller.js'
import { refused } from './refusal.js'
import type { Relay } from './relay.js'

/** Takes the room that a body says it needs, before it is read, until its answer has gone. */
export const takeRoom =
  ({ room }: Relay) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const bytes = Number(request.headers['content-length'])
    if (!Number.isSafeInteger(bytes)) throw refused('MALFORMED', 'A body says its length.')
    const giveBack = room.take(deviceOf(request).tenant, bytes)
    if (!giveBack) throw refused('UNAVAILABLE', 'The relay is busy. It goes on by itself.', { retryAfterSeconds: 1 })
    reply.raw.once('close', giveBack)
  }
