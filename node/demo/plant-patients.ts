import type { CalendarDate } from '../../core/kernel/instant.js'
import { addPatient } from '../../core/patients/intake.js'
import type { DatabasePort } from '../../core/ports/database.js'
import type { Act, Journal } from '../../core/ports/journal.js'
import type { WriteUnit } from '../../core/ports/unit.js'
import { PeopleMaker } from './people.js'
import { Random } from './random.js'

/** Big transactions: one fsync for many. */
const patientsATime = 2_000

/** What runs a change in one transaction. */
export type Transact = (change: (unit: WriteUnit) => void) => void

/** As the desk registers: with audit entries, sync ops and commitments. */
export const journaled =
  (journal: Pick<Journal, 'transact'>, act: Act): Transact =>
  (change) =>
    journal.transact(act, change)

/** Rows and search index alone: twice as quick, for benchmarks that look at neither audit log nor ops. */
export const rowsOnly =
  (database: DatabasePort): Transact =>
  (change) =>
    database.transact((db) => {
      const nothing = () => undefined
      change({
        row: (sql, params) => db.row(sql, params),
        rows: (sql, params) => db.rows(sql, params),
        run: (sql, params) => db.run(sql, params),
        seen: nothing,
        recorded: nothing,
        call: nothing,
        registerOnChain: nothing,
        chosen: nothing,
        emit: nothing,
      })
    })

/**
 * Registers many patients and nothing else. The same seed makes the same people, so that each seed can be planted once in
 * one file.
 */
export function plantPatients(count: number, into: { transact: Transact; today: CalendarDate; seed: number }): void {
  const people = new PeopleMaker(new Random(into.seed), into.today)
  for (let planted = 0; planted < count; planted += patientsATime)
    into.transact((unit) => {
      const size = Math.min(patientsATime, count - planted)
      for (let n = 0; n < size; n += 1) addPatient(unit, people.next())
    })
}
