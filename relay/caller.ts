import type { FastifyRequest } from 'fastify'
import type { KnownDevice } from './devices.js'
import { refused } from './refusal.js'
import type { Relay } from './relay.js'

const callers = new WeakMap<FastifyRequest, KnownDevice>()

/** Finds out whose token a request bears, before its body is read. @throws {Refused} when it is nobody's. */
export async function authenticate(relay: Relay, request: FastifyRequest): Promise<void> {
  const token = /^Bearer (\S{1,1000})$/.exec(request.headers.authorization ?? '')?.[1]
  const caller = token === undefined ? null : relay.tokens.caller(token)
  const known = caller && (await relay.devices.find(caller))
  if (!known) throw refused('UNAUTHORIZED', 'The token is missing or over. Ask for a new one.')
  if (known.isRevoked) throw refused('DEVICE_REVOKED', 'This device was removed from the clinic.')
  callers.set(request, known)
}

/** The device that calls; only behind `authenticate`. */
export function deviceOf(request: FastifyRequest): KnownDevice {
  const known = callers.get(request)
  if (!known) throw refused('UNAUTHORIZED', 'The token is missing.')
  return known
}

/** The same, where only an administrator's device may. */
export function administratorOf(request: FastifyRequest): KnownDevice {
  const known = deviceOf(request)
  if (!known.isAdministrator) throw refused('FORBIDDEN', "Only an administrator's device may do this.")
  return known
}
