import type { Devices } from './devices.js'
import type { Live } from './live.js'
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'
import type { Room } from './room.js'
import type { Rooms } from './rooms/rooms.js'
import type { Push, PushOutcome } from './store/books.js'
import type { RelayDatabase } from './store/database.js'
import type { Group } from './sync/group.js'
import type { Quotas } from './sync/rules.js'
import type { Tokens } from './tokens.js'

/** All that the routes work with; `compose.ts` puts it together. */
export interface Relay {
  /** The relay's own id, the same for all its processes. */
  readonly id: string
  readonly name: string
  /** The operator's word that founding a tenant asks for; null lets anybody found one. */
  readonly admission: string | null
  readonly database: RelayDatabase
  readonly devices: Devices
  readonly live: Live
  readonly tokens: Tokens
  readonly pushes: Group<Push, PushOutcome>
  /** Room for what is being sent to this process. */
  readonly room: Room
  /** The rooms of consultations, with who is in them. */
  readonly rooms: Rooms
  readonly quotas: Quotas
  readonly metrics: Metrics
  readonly log: Log
  readonly nowMs: () => number
}
