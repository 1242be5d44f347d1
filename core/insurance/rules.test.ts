import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BenefitUse, Plan, ServiceCategory, ServiceLine } from './model.js'
import { benefitLeft, benefitUseOf, decideCoverage, decideSelfPay } from './rules.js'

const nothingUsed: BenefitUse = { deductibleMetMinor: 0, outOfPocketMinor: 0, visits: 0 }
const member = { validFrom: '2026-01-01', validUntil: '2026-12-31' }
const today = '2026-11-21'

const silver: Plan = {
  id: 'SILVER-PPO',
  name: 'Silver PPO',
  payerName: 'Acacia Health',
  currency: 'USD',
  deductibleMinor: 1_800_00,
  outOfPocketMaxMinor: 6_500_00,
  visitLimit: null,
  benefits: [
    { category: 'office-visit', isCovered: true, copayMinor: 35_00, coinsurancePercent: 0, deductibleApplies: false },
    {
      category: 'specialist-visit',
      isCovered: true,
      copayMinor: 60_00,
      coinsurancePercent: 0,
      deductibleApplies: false,
    },
    {
      category: 'generic-medicine',
      isCovered: true,
      copayMinor: 10_00,
      coinsurancePercent: 0,
      deductibleApplies: false,
    },
    { category: 'brand-medicine', isCovered: true, copayMinor: null, coinsurancePercent: 30, deductibleApplies: true },
  ],
  notes: '',
}
/** A plan that pays a share of everything once the deductible is met. */
const bronze: Plan = {
  ...silver,
  id: 'BRONZE-HDHP',
  name: 'Bronze',
  deductibleMinor: 6_000_00,
  outOfPocketMaxMinor: 9_100_00,
  benefits: silver.benefits.map((benefit) => ({
    ...benefit,
    copayMinor: null,
    coinsurancePercent: 40,
    deductibleApplies: true,
  })),
}
const line = (category: ServiceCategory, amountMinor: number): ServiceLine => ({
  category,
  description: category,
  amountMinor,
})
const visit = line('office-visit', 120_00)
const decide = (plan: Plan, lines: ServiceLine[], use: Partial<BenefitUse> = {}) =>
  decideCoverage(plan, member, { ...nothingUsed, ...use }, lines, today, 'USD')

test('a copay stands in place of coinsurance and does not wait for the deductible', () => {
  expect(decide(silver, [visit])).toEqual({
    isCovered: true,
    reason: 'covered',
    explanation: 'Silver PPO covers this after a copay of $35.00. The patient owes $35.00, the plan pays $85.00.',
    lines: [
      {
        ...visit,
        isCovered: true,
        deductibleMinor: 0,
        copayMinor: 35_00,
        coinsuranceMinor: 0,
        patientOwesMinor: 35_00,
        payerOwesMinor: 85_00,
      },
    ],
    totalMinor: 120_00,
    copayMinor: 35_00,
    coinsurancePercent: 0,
    coveragePercent: 71,
    deductibleLeftMinor: 1_800_00,
    patientOwesMinor: 35_00,
    payerOwesMinor: 85_00,
    currency: 'USD',
  })
})

test('a copay is never more than the price', () => {
  expect(decide(silver, [line('office-visit', 20_00)])).toMatchObject({ copayMinor: 20_00, payerOwesMinor: 0 })
})

test('before the deductible is met the patient pays all, and the service still counts as covered', () => {
  expect(decide(bronze, [visit])).toMatchObject({
    isCovered: true,
    reason: 'covered',
    explanation: 'Bronze covers this after $120.00 of the deductible. The patient owes all of $120.00.',
    patientOwesMinor: 120_00,
    payerOwesMinor: 0,
  })
})

test('what goes beyond the deductible is shared by coinsurance', () => {
  expect(decide(bronze, [visit], { deductibleMetMinor: 5_980_00 })).toMatchObject({
    lines: [{ deductibleMinor: 20_00, copayMinor: 0, coinsuranceMinor: 40_00 }],
    patientOwesMinor: 60_00,
    payerOwesMinor: 60_00,
    coinsurancePercent: 40,
    coveragePercent: 50,
    explanation:
      'Bronze covers this after $20.00 of the deductible and 40% coinsurance, $40.00. The patient owes $60.00, the plan pays $60.00.',
  })
})

test('the out-of-pocket maximum caps the patient’s share, coinsurance first', () => {
  const almost = { deductibleMetMinor: 5_980_00, outOfPocketMinor: 9_070_00 }
  expect(decide(bronze, [visit], almost).lines).toMatchObject([
    { deductibleMinor: 20_00, coinsuranceMinor: 10_00, patientOwesMinor: 30_00, payerOwesMinor: 90_00 },
  ])
  expect(decide(bronze, [visit], { deductibleMetMinor: 6_000_00, outOfPocketMinor: 9_100_00 })).toMatchObject({
    patientOwesMinor: 0,
    coveragePercent: 100,
    explanation: 'Bronze covers this in full. The patient owes $0.00, the plan pays $120.00.',
  })
})

test('a plan without a maximum never stops asking for its share', () => {
  const endless = { ...bronze, outOfPocketMaxMinor: null }
  const used = { deductibleMetMinor: 6_000_00, outOfPocketMinor: 90_000_00 }
  expect(decide(endless, [visit], used).patientOwesMinor).toBe(48_00)
})

test('each line is decided on what the ones before it left', () => {
  const lines = [line('brand-medicine', 100_00), line('brand-medicine', 100_00), line('generic-medicine', 25_00)]
  expect(decide(silver, lines, { deductibleMetMinor: 1_650_00 })).toMatchObject({
    lines: [
      { deductibleMinor: 100_00, coinsuranceMinor: 0 },
      { deductibleMinor: 50_00, coinsuranceMinor: 15_00 },
      { copayMinor: 10_00, patientOwesMinor: 10_00 },
    ],
    patientOwesMinor: 175_00,
    payerOwesMinor: 50_00,
    deductibleLeftMinor: 150_00,
  })
})

test('visits beyond the plan’s limit are not covered, medicines are not counted', () => {
  const limited = { ...silver, visitLimit: 24 }
  expect(decide(limited, [visit], { visits: 23 }).reason).toBe('covered')
  expect(decide(limited, [visit], { visits: 24 })).toMatchObject({
    isCovered: false,
    reason: 'visit-limit-reached',
    explanation: 'Silver PPO covers 24 visits a year, and they are used up. The patient owes all of $120.00.',
    patientOwesMinor: 120_00,
  })
  expect(decide(limited, [line('generic-medicine', 25_00)], { visits: 24 }).isCovered).toBe(true)
})

test('a category that the plan leaves out the patient pays, beside what is covered', () => {
  const noBrands = { ...silver, benefits: silver.benefits.filter(({ category }) => category !== 'brand-medicine') }
  expect(decide(noBrands, [line('brand-medicine', 80_00)])).toMatchObject({
    isCovered: false,
    reason: 'category-not-covered',
    explanation: 'Silver PPO does not cover brand medicines. The patient owes all of $80.00.',
  })
  expect(decide(noBrands, [visit, line('brand-medicine', 80_00)])).toMatchObject({
    isCovered: true,
    reason: 'covered',
    patientOwesMinor: 115_00,
    payerOwesMinor: 85_00,
    explanation:
      'Silver PPO covers a part of this after a copay of $35.00. Silver PPO does not cover brand medicines. The patient owes $115.00, the plan pays $85.00.',
  })
})

test.each([
  ['2025-12-31', 'not-started'],
  ['2026-01-01', 'covered'],
  ['2026-12-31', 'covered'],
  ['2027-01-01', 'ended'],
])('a coverage counts from its first to its last day: %s is %s', (onDay, reason) => {
  expect(decideCoverage(silver, member, nothingUsed, [visit], onDay, 'USD').reason).toBe(reason)
})

test('a coverage without an end goes on', () => {
  const open = { validFrom: '2026-01-01', validUntil: null }
  expect(decideCoverage(silver, open, nothingUsed, [visit], '2060-01-01', 'USD').isCovered).toBe(true)
})

test('a plan in another currency pays nothing, because nobody has fixed a rate', () => {
  expect(decideCoverage(silver, member, nothingUsed, [visit], today, 'KES')).toMatchObject({
    isCovered: false,
    reason: 'currency-differs',
    payerOwesMinor: 0,
  })
})

test('whoever uses no coverage owes all', () => {
  expect(decideSelfPay([visit], 'USD')).toMatchObject({
    isCovered: false,
    reason: 'no-coverage',
    explanation: 'No coverage is used for this. The patient owes all of $120.00.',
    patientOwesMinor: 120_00,
    payerOwesMinor: 0,
    coveragePercent: 0,
  })
})

const amount = fc.integer({ min: 0, max: 1_000_000 })
const category = fc.constantFrom<ServiceCategory>(
  'office-visit',
  'specialist-visit',
  'generic-medicine',
  'brand-medicine',
)
const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    deductibleMinor: amount,
    outOfPocketMaxMinor: fc.option(amount),
    visitLimit: fc.option(fc.integer({ min: 1, max: 4 })),
    benefits: fc.uniqueArray(
      fc.record({
        category,
        isCovered: fc.boolean(),
        copayMinor: fc.option(fc.integer({ min: 0, max: 100_000 })),
        coinsurancePercent: fc.integer({ min: 0, max: 100 }),
        deductibleApplies: fc.boolean(),
      }),
      { selector: (benefit) => benefit.category },
    ),
  })
  .map((terms) => ({ ...silver, ...terms }))
const anyUse: fc.Arbitrary<BenefitUse> = fc.record({
  deductibleMetMinor: amount,
  outOfPocketMinor: amount,
  visits: fc.integer({ min: 0, max: 5 }),
})
const anyLines = fc.array(fc.record({ category, description: fc.constant('x'), amountMinor: amount }), {
  minLength: 1,
  maxLength: 6,
})
const cases = fc.tuple(anyPlan, anyUse, anyLines)
const holds = (rule: (plan: Plan, use: BenefitUse, lines: ServiceLine[]) => void) =>
  fc.assert(
    fc.property(cases, ([plan, use, lines]) => rule(plan, use, lines)),
    { numRuns: 500 },
  )

test('patient and payer together always pay each line, and neither pays less than nothing', () => {
  holds((plan, use, lines) => {
    const decision = decide(plan, lines, use)
    for (const part of decision.lines) {
      expect(part.patientOwesMinor + part.payerOwesMinor).toBe(part.amountMinor)
      expect(Math.min(part.patientOwesMinor, part.payerOwesMinor)).toBeGreaterThanOrEqual(0)
      const parts = part.deductibleMinor + part.copayMinor + part.coinsuranceMinor
      expect(parts).toBe(part.isCovered ? part.patientOwesMinor : 0)
    }
    expect(decision.patientOwesMinor + decision.payerOwesMinor).toBe(decision.totalMinor)
    expect(decision.totalMinor).toBe(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0))
    expect(decision.coveragePercent).toBeLessThanOrEqual(100)
  })
})

test('of what is covered the patient never owes more than is left of the maximum, nor more deductible than is left of it', () => {
  holds((plan, use, lines) => {
    const left = benefitLeft(plan, use)
    const taken = benefitUseOf(decide(plan, lines, use).lines)
    expect(taken.deductibleMetMinor).toBeLessThanOrEqual(left.deductibleMinor)
    if (left.outOfPocketMinor !== null) expect(taken.outOfPocketMinor).toBeLessThanOrEqual(left.outOfPocketMinor)
    if (left.visits !== null) expect(taken.visits).toBeLessThanOrEqual(left.visits)
  })
})

test('the more of the deductible and of the maximum is used, the less the patient owes', () => {
  fc.assert(
    fc.property(cases, amount, amount, ([plan, use, lines], deductible, outOfPocket) => {
      const more = {
        ...use,
        deductibleMetMinor: use.deductibleMetMinor + deductible,
        outOfPocketMinor: use.outOfPocketMinor + outOfPocket,
      }
      expect(decide(plan, lines, more).patientOwesMinor).toBeLessThanOrEqual(decide(plan, lines, use).patientOwesMinor)
    }),
    { numRuns: 500 },
  )
})

test('a covered service is never dearer for the patient than without coverage', () => {
  holds((plan, use, lines) => {
    expect(decide(plan, lines, use).patientOwesMinor).toBeLessThanOrEqual(decideSelfPay(lines, 'USD').patientOwesMinor)
  })
})
