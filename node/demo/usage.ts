import { addDays, atLocalTime, type CalendarDate, type Instant } from '../../core/kernel/instant.js'
import type { Act } from '../../core/ports/journal.js'
import { type LineWriter, sealLines } from '../../core/usage/metering.js'
import type { UsageResource } from '../../core/usage/model.js'
import { addMonths, hourOf } from '../../core/usage/rules.js'
import { Random } from './random.js'
import type { DemoTools } from './tools.js'

/** About what a clinic day uses of each resource. */
const aDay: readonly [UsageResource, number][] = [
  ['compute', 1_900_000],
  ['storage', 900],
  ['network', 42_000_000],
  ['chain', 64],
  ['video', 118],
  ['messages', 37],
]

interface Place extends Pick<LineWriter, 'tenantId' | 'deviceId' | 'seals'> {
  now: Instant
  today: CalendarDate
  timeZone: string
  seed: number
}

/** Last month's usage, a line a day and resource, so that there is a month to invoice; it says that it was reported, not metered. */
export function plantUsage({ journal, ids }: DemoTools, { now, today, timeZone, seed, ...writer }: Place): void {
  const random = new Random(seed)
  const month = addMonths(today.slice(0, 7), -1)
  const act: Act = { actorId: 'system', actorName: 'MediChain', action: 'demo.plant', door: 'system' }
  const contents: Parameters<typeof sealLines>[2][number][] = []
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) {
    const hour = hourOf(atLocalTime(day, '17:00', timeZone))
    for (const [resource, usual] of aDay) {
      const quantity = Math.round(usual * (0.6 + random.int(0, 80) / 100))
      contents.push({ hour, resource, quantity, source: 'reported' as const })
    }
  }
  journal.transact(act, (unit) => sealLines(unit, { ...writer, ...ids, now: () => now }, contents))
}
