import { canonicalJson } from '../kernel/canonical.js'
import { addMinutes, dayBounds, dayOf, type Instant, minuteOfDay } from '../kernel/instant.js'
import type { Month, UsageCheck, UsageFault, UsageLine, UsageResource } from './model.js'

/** When the hour of a moment began. */
export const hourOf = (at: Instant): Instant => `${at.slice(0, 13)}:00:00.000Z`

/** The clinic's month at a moment. */
export const monthOf = (at: Instant, timeZone: string): Month => dayOf(at, timeZone).slice(0, 7)

/** The month that lies so many months after another. */
export function addMonths(month: Month, months: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
}

/** The hours of a month: from the first that begins in it to before the first that begins in the next. */
export function monthBounds(month: Month, timeZone: string): { from: Instant; until: Instant } {
  const startOf = (one: Month) => {
    const { startsAt } = dayBounds(`${one}-01`, timeZone)
    return startsAt === hourOf(startsAt) ? startsAt : addMinutes(hourOf(startsAt), 60)
  }
  return { from: startOf(month), until: startOf(addMonths(month, 1)) }
}

/** What one unit of each resource is, as it is metered. */
export const meteredUnits: Readonly<Record<UsageResource, string>> = {
  compute: 'milliseconds',
  storage: 'megabyte-hours',
  network: 'bytes',
  chain: 'transactions',
  video: 'participant-minutes',
  messages: 'messages',
}

/** The lines as a bookkeeper's table, in whole metered units: each names the workstation that signed it, and its hash. */
export function usageTable(lines: readonly UsageLine[], timeZone: string) {
  return lines.map(({ hour, resource, quantity, source, device, seq, hash }) => {
    const minutes = minuteOfDay(hour, timeZone)
    const time = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
    return {
      ...{ date: dayOf(hour, timeZone), time, hour_utc: hour, resource, quantity, unit: meteredUnits[resource] },
      ...{ source, workstation: device, line: seq, sha256: hash },
    }
  })
}

/** Makes a hash, and checks a workstation's signature; null where its key is not known. */
interface Seals {
  hash(words: string): string
  isSigned(device: string, words: string, signature: string): boolean | null
}

/** What a line's hash is made over: all but the hash and the signature. */
export function wordsOf({ hash: _hash, signature: _signature, ...content }: UsageLine): string {
  return canonicalJson(content)
}

/**
 * Recomputes the chains of all workstations. Each line's hash covers the line before, so that the signature under a workstation's
 * last line speaks for all of them: whoever changed one and recomputed what follows lacks the key for the last.
 * @param lines of all workstations, each's in the order of its numbers
 * @param recounted what the records say today of lines that can be counted again
 */
export function checkLines(
  lines: Iterable<UsageLine>,
  tenantId: string,
  seals: Seals,
  recounted: (line: UsageLine) => number | null,
): UsageCheck {
  const last = new Map<string, UsageLine>()
  const check: UsageCheck = { isIntact: true, lines: 0, recounted: 0, workstations: 0, unknownSigners: 0, fault: null }
  const broken = (kind: UsageFault, { device, seq }: UsageLine): UsageCheck => ({
    ...check,
    isIntact: false,
    workstations: last.size,
    fault: { kind, device, seq },
  })
  for (const line of lines) {
    const before = last.get(line.device)
    if (line.seq !== (before?.seq ?? 0) + 1) return broken('missing-line', line)
    if (line.prevHash !== (before?.hash ?? '') || line.hash !== seals.hash(wordsOf(line)))
      return broken('changed-line', line)
    if (line.tenantId !== tenantId) return broken('foreign-tenant', line)
    const again = recounted(line)
    if (again !== null && again !== line.quantity) return broken('differs-from-records', line)
    check.lines += 1
    if (again !== null) check.recounted += 1
    last.set(line.device, line)
  }
  for (const line of last.values()) {
    const isSigned = seals.isSigned(line.device, line.hash, line.signature)
    if (isSigned === false) return broken('wrong-signature', line)
    if (isSigned === null) check.unknownSigners += 1
  }
  return { ...check, workstations: last.size }
}
