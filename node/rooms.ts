import type { RelayClient } from '../adapters/relay/client.js'
import {
  hashToken,
  newRoomId,
  newSecret,
  openMessage,
  recordIdOf,
  sealMessage,
  seatOf,
} from '../adapters/rooms/sealing.js'
import { accept, type Outcome, refuse } from '../core/kernel/outcome.js'
import type { RoomsPort } from '../core/ports/rooms.js'
import type { RelayProblem } from '../core/ports/sync.js'
import { relayProblemOf } from './sync/devices.js'
import type { SyncEngine } from './sync/engine.js'
import type { SyncParts } from './sync/parts.js'
import { readRelay } from './sync/state.js'

const notConnected: RelayProblem = {
  code: 'NOT_CONNECTED',
  message:
    'This workstation is not connected to a relay, which calls go through. An administrator connects it under Workstations.',
  retryAfterSeconds: null,
}

/**
 * Rooms at the relay through which this device syncs. @param ensureRelay gives a demo clinic a relay of its own
 * @param tell hears where calls go before anybody joins one
 */
export function openRooms(
  parts: Pick<SyncParts, 'database'>,
  engine: SyncEngine,
  ensureRelay: () => Promise<void>,
  tell: (relay: { url: string; fingerprint: string | null }) => void,
): RoomsPort {
  async function attempt<T>(act: (client: RelayClient) => Promise<T>): Promise<Outcome<T, RelayProblem>> {
    const session = engine.session()
    if (!session) return refuse(notConnected)
    try {
      return accept(await act(session.parts.client))
    } catch (error) {
      return refuse(relayProblemOf(error))
    }
  }

  return {
    async address() {
      if (!parts.database.read(readRelay)) await ensureRelay()
      const relay = parts.database.read(readRelay)
      if (!relay) return refuse(notConnected)
      const address = { url: relay.url, fingerprint: relay.fingerprint }
      tell(address)
      return accept(address)
    },
    newRoom: () => ({ room: newRoomId(), secret: newSecret() }),
    newGrant({ room, secret }, role, who, expiresAt) {
      const token = newSecret()
      const seat = seatOf(secret, role, who)
      return { token, grant: { hash: hashToken(room, role, token), role, seat, expiresAt: Date.parse(expiresAt) } }
    },
    seatOf: ({ secret }, role, who) => seatOf(secret, role, who),
    recordIdOf: ({ secret }, startedAt) => recordIdOf(secret, startedAt),
    open: (room, wish) => attempt((client) => client.openRoom(room, wish)),
    state: (room) => attempt((client) => client.room(room)),
    states: () => attempt((client) => client.rooms()),
    close: (room) => attempt((client) => client.closeRoom(room)),
    messages: ({ room, secret }, after) =>
      attempt(async (client) => {
        const { messages, isMore } = await client.roomMessages(room, after)
        const opened = messages.flatMap(({ messageId, role, at, payload }) => {
          const content = openMessage(room, secret, payload)
          return content ? [{ messageId, role, at: new Date(at).toISOString(), content }] : []
        })
        return { messages: opened, reached: messages.at(-1)?.seq ?? after, isMore }
      }),
    post: ({ room, secret }, messageId, content) =>
      attempt(async (client) => {
        await client.postRoomMessage(room, { messageId, payload: sealMessage(room, secret, content) })
        return null
      }),
  }
}
