import type { StaffId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { VisitCounts, VisitInsight } from './model.js'
import { addCounts, type DayStretch, noVisits, waitingOf } from './rules.js'
import { readDoctorDays, readNames } from './store.js'

interface Gathered {
  counts: VisitCounts
  waits: Int32Array[]
}

const nothing = (): Gathered => ({ counts: noVisits, waits: [] })

function gather(into: Gathered, counts: VisitCounts, waits: Int32Array): void {
  into.counts = addCounts(into.counts, counts)
  into.waits.push(waits)
}

/** One array of all, as 200,000 waits want it. */
function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const told = ({ counts, waits }: Gathered) => ({ ...counts, waiting: waitingOf(joined(waits)) })

/** A period's visits, by day and by doctor; each visit is read once. */
export function readVisitInsight(db: Reader, days: readonly DayStretch[], doctorId: StaffId | null): VisitInsight {
  const total = nothing()
  const byDoctor = new Map<StaffId, Gathered>()
  const daily = days.map((stretch) => {
    const ofDay = nothing()
    for (const { doctorId: whose, waits, ...counts } of readDoctorDays(db, stretch, doctorId)) {
      const ofDoctor = byDoctor.get(whose) ?? nothing()
      byDoctor.set(whose, ofDoctor)
      for (const sum of [ofDay, ofDoctor, total]) gather(sum, counts, waits)
    }
    return { day: stretch.day, ...told(ofDay) }
  })
  const names = readNames(db)
  const doctors = [...byDoctor]
    .map(([id, sum]) => ({ doctorId: id, displayName: names.get(id) ?? '', ...told(sum) }))
    .sort((a, b) => b.booked - a.booked || a.displayName.localeCompare(b.displayName))
  return { days: daily, doctors, total: told(total) }
}
