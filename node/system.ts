import { randomBytes } from 'node:crypto'
import { makeCode } from '../core/kernel/code.js'
import type { Clock, Ids } from '../core/ports/clock.js'

export const systemClock: Clock = { now: () => new Date().toISOString() }

export const randomIds: Ids = {
  newId: () => randomBytes(16).toString('base64url'),
  newCode: (prefix) => makeCode(prefix, [...randomBytes(5)]),
}
