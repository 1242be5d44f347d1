import { afterEach, beforeEach, expect, test } from 'vitest'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { PatientId } from '../kernel/ids.js'
import type { Reader, SqlParams } from '../ports/database.js'
import { readAllSlots, readConsultations, readNextFreeSlots } from './reads.js'

let clinic: TestClinic

beforeEach(async () => {
  clinic = await openClinic()
})
afterEach(() => clinic.close())

const unknownId = 'z'.repeat(22)

/** How SQLite goes about each query of a read: its plan, in one line. */
function plansOf(read: (db: Reader) => unknown): string[] {
  const plans: string[] = []
  const explain = (sql: string, params?: SqlParams) => {
    const steps = clinic.database.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
    plans.push(steps.map(({ detail }) => detail).join('; '))
  }
  read({
    row: (sql, params) => {
      explain(sql, params)
      return clinic.database.row(sql, params)
    },
    rows: (sql, params) => {
      explain(sql, params)
      return clinic.database.rows(sql, params)
    },
  })
  return plans
}

test('free slots, boards and lists of visits are found by index, in the order of the index', () => {
  const now = clinic.clock.now()
  const { id: doctorId } = clinic.staff('doctor').session.staff
  const page = { order: 'latest-first', after: { startsAt: now, id: 'x' }, limit: 50 } as const
  const [free, day, visitsOfDay, visitsOfDoctor, visitsOfPatient, latest] = plansOf((db) => {
    readNextFreeSlots(db, [doctorId], now, 3)
    readAllSlots(db, now, now)
    readConsultations(db, { from: now, until: now }, { ...page, order: 'earliest-first' })
    readConsultations(db, { doctorId }, page)
    readConsultations(db, { patientId: PatientId.parse(unknownId), states: ['booked'] }, page)
    readConsultations(db, {}, page)
  })
  expect(free).toMatch(/slots_by_doctor \(doctor_id=\? AND starts_at>\?\).*consultations_by_slot/)
  expect(day).toMatch(/slots_by_time \(starts_at>\? AND starts_at<\?\).*consultations_by_slot/)
  expect(visitsOfDay).toMatch(/^SEARCH c USING INDEX consultations_by_time/)
  expect(visitsOfDoctor).toMatch(/^SEARCH c USING INDEX consultations_by_doctor/)
  expect(visitsOfPatient).toMatch(/^SEARCH c USING INDEX consultations_by_patient/)
  expect(latest).toMatch(/^SEARCH c USING INDEX consultations_by_time/)
  for (const plan of [day, visitsOfDay, visitsOfDoctor, visitsOfPatient, latest])
    expect(plan).not.toMatch(/SCAN c|USE TEMP B-TREE FOR ORDER BY/)
})
