import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { playFullDay } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'
import { nearestRank, stepStart, stockOutDays } from './rules.js'

let clinic: TestClinic
let admin: Client
const today = { from: '2026-11-21', until: '2026-11-21' }

eachInClinic(async (opened) => {
  clinic = opened
  await playFullDay(clinic, await furnish(clinic))
  admin = await clinic.as('tenant-admin')
})

test('a day’s figures are those of its lists', async () => {
  const visits = await admin.insight.getVisits(today)
  expect(visits.total).toMatchObject({ booked: 1, completed: 1, video: 1, waiting: { measured: 1, medianSeconds: 0 } })
  expect(visits.doctors).toMatchObject([{ displayName: clinic.staff('doctor').session.staff.displayName, booked: 1 }])
  const money = await admin.insight.getMoney(today)
  const payments = clinic.database.rows<{ amount: number }>('SELECT amount_minor AS amount FROM payments')
  expect(money.takenMinor - money.refundedMinor).toBe(payments.reduce((sum, { amount }) => sum + amount, 0))
  expect(money.refundedMinor).toBeGreaterThan(0)
  const doctorId = clinic.staff('doctor').session.staff.id
  expect(await admin.insight.getMoney({ ...today, doctorId })).toMatchObject({ takenMinor: money.takenMinor })
  const { n } = clinic.database.row<{ n: number }>("SELECT count(*) AS n FROM claims WHERE state <> 'draft'") ?? {
    n: 0,
  }
  expect(money.submitted).toBe(n)
  const pharmacy = await admin.insight.getPharmacy(today)
  expect(pharmacy).toMatchObject({ prescriptions: 1, medicines: [{ prescriptions: 1 }], stockOuts: [] })
})

test('open claims stand in the step of their age, each in one', async () => {
  const claimed = clinic.database.rows('SELECT 1 FROM claims').length
  expect(claimed).toBeGreaterThan(0)
  for (const [age, expected] of [
    [0, 0],
    [30, 0],
    [31, 1],
    [60, 1],
    [61, 2],
    [90, 2],
    [91, 3],
    [380, 3],
  ] as const) {
    const submittedAt = new Date(Date.parse(clinic.clock.now()) - age * 86_400_000).toISOString()
    clinic.database.run("UPDATE claims SET state = 'submitted', submitted_at = $submittedAt", { submittedAt })
    const { ageing } = await admin.insight.getMoney(today)
    expect([age, ageing.map(({ claims }) => claims)]).toEqual([
      age,
      ageing.map((_, index) => (index === expected ? claimed : 0)),
    ])
  }
})

test('a period that is none, or too long, is refused in words', async () => {
  expect(await codeOf(admin.insight.getVisits({ from: '2026-11-21', until: '2026-11-20' }))).toBe('PERIOD_UNFIT')
  expect(await codeOf(admin.insight.getMoney({ from: '2020-01-01', until: '2026-11-20' }))).toBe('PERIOD_UNFIT')
  expect(await codeOf((await clinic.as('front-desk')).insight.getVisits(today))).toBe('FORBIDDEN')
})

test('a rank is a value of the list that so many do not exceed', () => {
  const values = fc.array(fc.integer(), { minLength: 1 }).map((list) => list.sort((a, b) => a - b))
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (sorted, percent) => {
      const rank = nearestRank(sorted, percent) ?? Number.NaN
      expect(sorted).toContain(rank)
      expect(sorted.filter((one) => one <= rank).length).toBeGreaterThanOrEqual((percent / 100) * sorted.length)
      expect(sorted.filter((one) => one < rank).length).toBeLessThan((percent / 100) * sorted.length)
    }),
  )
  expect(nearestRank([], 50)).toBeNull()
})

test('days out of stock are counted at their end, from the first delivery on', () => {
  expect(stockOutDays(null, [0, 0, 5, -5, 0, 3])).toEqual({ days: 2, isOut: false })
  expect(stockOutDays(0, [0, 0])).toEqual({ days: 2, isOut: true })
  expect(stockOutDays(4, [-4, 4, -4])).toEqual({ days: 2, isOut: true })
})

test('weeks begin on Monday, months on their first', () => {
  expect(['2026-11-21', '2026-11-22', '2026-11-23'].map((day) => stepStart(day, 'week'))).toEqual([
    '2026-11-16',
    '2026-11-16',
    '2026-11-23',
  ])
  expect(stepStart('2026-11-21', 'month')).toBe('2026-11-01')
})
