import { dayBounds, dayOf } from '../core/kernel/instant.js'
import type { CallsPort } from '../core/ports/rooms.js'
import { type Following, postQueued, takeMessages, tellPlaces, writeUnended } from '../core/telehealth/following.js'
import { readRoomsSince } from '../core/telehealth/reads.js'
import type { Log } from './log.js'
import { Rounds } from './rounds.js'

/** The relay tells of a room for a day after it closed, and rooms are open for two weeks at most. */
const since = (now: string): string => new Date(Date.parse(now) - 15 * 86_400_000).toISOString()

/** Keeps records and rooms in step: woken by the relay when a room changed, by the operations, and by the clock. */
export function followCalls({
  parts,
  beat,
  timeZone,
  changed,
  log,
}: {
  parts: Following
  beat: number
  timeZone: () => string
  /** The window asks again who is in the lobby. */
  changed: () => void
  log: Log
}): CallsPort & { roomChanged(room: string): void; stop(): Promise<void> } {
  const rooms = new Set<string>()
  let said = new Map<string, string>()
  /** Rooms whose last call may not have been written down: those of the last days when this workstation comes back, then all that change. */
  let unwritten: Set<string> | null = null
  const rounds = new Rounds(beat, async () => {
    const look = [...rooms]
    rooms.clear()
    for (const room of look) await takeMessages(parts, room)
    await postQueued(parts)
    unwritten ??= new Set(parts.database.read((db) => readRoomsSince(db, since(parts.clock.now()))))
    for (const room of look) unwritten.add(room)
    for (const room of unwritten) if (await writeUnended(parts, room)) unwritten.delete(room)
    if (look.length === 0 && said.size === 0) return
    const zone = timeZone()
    said = await tellPlaces(parts, dayBounds(dayOf(parts.clock.now(), zone), zone), said)
  })
  const kick = () => void rounds.now().catch((error: unknown) => log.defect('telehealth.follow', error))
  return {
    kick,
    roomChanged(room) {
      rooms.add(room)
      changed()
      kick()
    },
    stop: () => rounds.stop(),
  }
}
