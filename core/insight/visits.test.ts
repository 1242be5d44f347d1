import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SqlcipherDatabase } from '../../adapters/sqlcipher/database.js'
import { assetsInCheckout } from '../../node/assets.js'
import { createRecords } from '../../node/records.js'
import { doctorIdOf, type PlantedVisit, plantDoctors, plantVisit } from '../../tests/support/plant-visits.js'
import { dayOf } from '../kernel/instant.js'
import { daysOf } from './rules.js'
import { readVisitInsight } from './visits.js'

let folder: string
let db: SqlcipherDatabase

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medichain insight '))
  db = createRecords(join(folder, 'records.db'), new Uint8Array(48).fill(3), assetsInCheckout(process.cwd()))
  db.transact((writer) => plantDoctors(writer, 3))
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

// Days of 23, 24, 25 and 24.5 hours.
const zones = ['Africa/Nairobi', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'UTC']
const first = Date.parse('2026-10-01T00:00:00.000Z')
const visit = fc.record({
  doctor: fc.nat(2),
  startsAt: fc.nat(50 * 24 * 12).map((steps) => new Date(first + steps * 300_000).toISOString()),
  state: fc.constantFrom('booked', 'arrived', 'in-progress', 'completed', 'cancelled', 'no-show'),
  mode: fc.constantFrom('video' as const, 'in-person' as const),
  waitSeconds: fc.option(fc.integer({ min: -600, max: 7_200 }), { nil: null }),
})

/** The same figures the long way round: every visit by itself, its day asked of the calendar. */
function naively(visits: readonly PlantedVisit[], zone: string, from: string, until: string, doctor: number | null) {
  const chosen = visits.filter((one) => {
    const day = dayOf(one.startsAt, zone)
    return day >= from && day <= until && (doctor === null || one.doctor === doctor)
  })
  const figures = (some: readonly PlantedVisit[]) => {
    const waits = some.flatMap(({ waitSeconds }) => (waitSeconds === null || waitSeconds < 0 ? [] : [waitSeconds]))
    waits.sort((a, b) => a - b)
    const rank = (share: number) => waits.find((_, index) => (index + 1) / waits.length >= share) ?? null
    return {
      booked: some.length,
      completed: some.filter(({ state }) => state === 'completed').length,
      noShow: some.filter(({ state }) => state === 'no-show').length,
      cancelled: some.filter(({ state }) => state === 'cancelled').length,
      video: some.filter(({ mode }) => mode === 'video').length,
      waiting: { measured: waits.length, medianSeconds: rank(0.5), p90Seconds: rank(0.9) },
    }
  }
  const days = new Set(chosen.map(({ startsAt }) => dayOf(startsAt, zone)))
  return {
    total: figures(chosen),
    ofDay: (day: string) => figures(chosen.filter(({ startsAt }) => dayOf(startsAt, zone) === day)),
    ofDoctor: (id: string) => figures(chosen.filter((one) => doctorIdOf(one.doctor) === id)),
    days,
  }
}

test('figures are those of counting visit by visit, in every zone, for any days and doctor', () => {
  fc.assert(
    fc.property(
      fc.array(visit, { maxLength: 60 }),
      fc.constantFrom(...zones),
      fc.tuple(fc.nat(50), fc.nat(20)),
      fc.option(fc.nat(2), { nil: null }),
      (some, zone, [start, length], doctor) => {
        const visits = some.map((one, index): PlantedVisit => ({ ...one, id: `visit${index}` }))
        const from = new Date(first + start * 86_400_000).toISOString().slice(0, 10)
        const until = new Date(first + (start + length) * 86_400_000).toISOString().slice(0, 10)
        db.transact((writer) => {
          writer.run('DELETE FROM consultations')
          for (const one of visits) plantVisit(writer, one)
        })
        const ours = readVisitInsight(
          db,
          daysOf(from, until, zone),
          doctor === null ? null : (doctorIdOf(doctor) as never),
        )
        const expected = naively(visits, zone, from, until, doctor)
        expect(ours.total).toEqual(expected.total)
        expect(ours.days).toHaveLength(length + 1)
        for (const { day, ...counts } of ours.days) expect({ day, ...counts }).toEqual({ day, ...expected.ofDay(day) })
        for (const { doctorId, displayName: _, ...counts } of ours.doctors)
          expect(counts).toEqual(expected.ofDoctor(doctorId))
        expect(ours.doctors.reduce((sum, { booked }) => sum + booked, 0)).toBe(expected.total.booked)
      },
    ),
    { numRuns: 60 },
  )
})

test('a day’s visits are read from their index alone', () => {
  const plan = db
    .rows<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT doctor_id, state, mode, arrived_at, started_at FROM consultations
        WHERE starts_at >= 'a' AND starts_at < 'b'`,
    )
    .map(({ detail }) => detail)
  expect(plan).toEqual([expect.stringContaining('COVERING INDEX consultations_by_time')])
})
