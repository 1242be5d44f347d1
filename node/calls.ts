import { dayBounds, dayOf } from '../core/kernel/instant.js'
import type { CallsPort } from '../core/ports/rooms.js'
import { type Following, postQueued, takeMessages, tellPlaces } from '../core/telehealth/following.js'
import type { Log } from './log.js'
import { Rounds } from './rounds.js'

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
  const rounds = new Rounds(beat, async () => {
    const look = [...rooms]
    rooms.clear()
    for (const room of look) await takeMessages(parts, room)
    await postQueued(parts)
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
