import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clinicDays } from '../../tests/support/plant-anomalies.js'
import { farAbove, median, medianDeviation } from '../kernel/statistics.js'
import type { AnomalyKind } from './model.js'
import { findAnomalies } from './rules.js'

/** Recall of each kind, and false alarms, over generated days. */
function measure(seed: number, days: number) {
  const caught = new Map<AnomalyKind, { planted: number; found: number }>()
  let falseAlarms = 0
  let workDays = 0
  for (const { facts, planted } of clinicDays(seed, days)) {
    workDays += 1
    const found = findAnomalies(facts)
    const isPlanted = ({ kind, subject }: { kind: AnomalyKind; subject: string }) =>
      planted.some((one) => one.kind === kind && one.subject === subject)
    falseAlarms += found.filter((one) => !isPlanted(one)).length
    for (const { kind, subject } of planted) {
      const count = caught.get(kind) ?? { planted: 0, found: 0 }
      caught.set(kind, count)
      count.planted += 1
      if (found.some((one) => one.kind === kind && one.subject === subject)) count.found += 1
    }
  }
  const recall = Object.fromEntries([...caught].map(([kind, count]) => [kind, count.found / count.planted]))
  return { recall, falseAlarmsAWeek: (falseAlarms / workDays) * 5, planted: [...caught.values()].length }
}

/** The figures of docs/operator-guide.md: whoever changes a rule sees here what it costs. */
test('of planted misuse so much is found, and so much else is taken for it', () => {
  const { recall, falseAlarmsAWeek } = measure(20_261_121, 300)
  const rounded = Object.fromEntries(Object.entries(recall).map(([kind, share]) => [kind, Math.round(share * 100)]))
  expect(rounded).toEqual({
    'own-record': 100,
    'colleague-record': 100,
    'important-patient': 100,
    'many-records': 100,
    'controlled-prescribing': 89,
    'usage-spike': 95,
    'no-care-relation': 86,
    // Those that are missed are of two patients, of which nobody is told.
    'odd-hour': 81,
  })
  expect(falseAlarmsAWeek).toBeLessThan(0.15)
})

test('the median and its deviation do not mind what a few values do', () => {
  const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 25 })
  fc.assert(
    fc.property(values, fc.integer({ min: 10_000, max: 1_000_000 }), (usual, wild) => {
      const disturbed = [...usual, wild]
      expect(median(disturbed) ?? 0).toBeLessThanOrEqual(100)
      expect(medianDeviation(disturbed) ?? 0).toBeLessThanOrEqual(100)
      const middle = median(usual) ?? Number.NaN
      expect(usual.filter((one) => one < middle).length).toBeLessThanOrEqual(usual.length / 2)
      expect(usual.filter((one) => one > middle).length).toBeLessThanOrEqual(usual.length / 2)
    }),
  )
})

test('more is never less unusual, and nothing is unusual where little is known', () => {
  const history = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 28 })
  fc.assert(
    fc.property(history, fc.nat(500), fc.nat(500), fc.nat(30), (before, value, more, least) => {
      if (farAbove(value, before, least) !== null) expect(farAbove(value + more, before, least)).not.toBeNull()
      if (before.length < 7) expect(farAbove(value, before, least)).toBeNull()
      if (before.every((one) => one >= value)) expect(farAbove(value, before, least)).toBeNull()
    }),
  )
})
