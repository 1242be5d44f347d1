import type { CalendarDate } from '../../core/kernel/instant.js'
import { addPatient } from '../../core/patients/intake.js'
import type { Act, Journal } from '../../core/ports/journal.js'
import { PeopleMaker } from './people.js'
import { Random } from './random.js'

/** Big transactions: one fsync for many. */
const patientsATime = 2_000

/**
 * Registers many patients and nothing else, as quickly as the journal can: for benchmarks and for lists of 10,000.
 * The same seed makes the same people, so that each seed can be planted once in one file.
 */
export function plantPatients(
  count: number,
  { journal, act, today, seed }: { journal: Pick<Journal, 'transact'>; act: Act; today: CalendarDate; seed: number },
): void {
  const people = new PeopleMaker(new Random(seed), today)
  for (let planted = 0; planted < count; planted += patientsATime)
    journal.transact(act, (unit) => {
      const size = Math.min(patientsATime, count - planted)
      for (let n = 0; n < size; n += 1) addPatient(unit, people.next())
    })
}
