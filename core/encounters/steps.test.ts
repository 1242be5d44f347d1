import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConsultationId } from '../kernel/ids.js'
import { ConsultationState } from '../scheduling/model.js'
import { StepName } from './model.js'
import { decideSteps, type VisitFacts } from './steps.js'

const at = '2026-11-21T09:00:00.000Z'
const deed = { id: 'x'.repeat(22), at, by: 'Ana Kip' }

const bookedVisit: VisitFacts['visit'] = {
  id: ConsultationId.parse('c'.repeat(22)),
  state: 'booked',
  mode: 'video',
  bookedAt: at,
  arrivedAt: null,
  completedAt: null,
  cancellationReason: null,
  currency: 'USD',
}
const verified = {
  ...deed,
  planName: 'Silver PPO',
  isCovered: true,
  explanation: 'Silver PPO covers this visit.',
  patientOwesMinor: 2_000,
  payerOwesMinor: 5_200,
}
const order: VisitFacts['orders'][number] = {
  ...deed,
  code: 'O-000000',
  state: 'placed',
  isShipped: true,
  outstandingMinor: 0,
  delivered: null,
}
const claim: VisitFacts['claims'][number] = {
  ...deed,
  code: 'C-000000',
  state: 'submitted',
  payerName: 'Harbor Mutual',
  denialReason: null,
}
const task: VisitFacts['tasks'][number] = { ...deed, kind: 'follow-up', title: 'See the wound', isDone: false }
const prescription = { ...deed, medicine: 'Amoxicillin 500 MG Oral Tablet', isFillable: true }

type Change = Partial<Omit<VisitFacts, 'visit'>> & { visit?: Partial<VisitFacts['visit']> }

/** An insured patient's visit as it was booked, with what has happened since. */
const facts = ({ visit, ...change }: Change = {}): VisitFacts => ({
  visit: { ...bookedVisit, ...visit },
  doctorName: 'Dr Amara Okafor',
  bookedBy: 'Ana Kip',
  isInsured: true,
  verification: null,
  charge: { patientOwesMinor: 7_200, patientPaidMinor: 0, outstandingMinor: 7_200 },
  lastPayment: null,
  completedBy: null,
  hasDiagnosis: false,
  prescriptions: [],
  orders: [],
  claims: [],
  tasks: [],
  ...change,
})
const paid: Change = {
  verification: verified,
  charge: { patientOwesMinor: 2_000, patientPaidMinor: 2_000, outstandingMinor: 0 },
  lastPayment: deed,
}
const completed: Change = { ...paid, visit: { state: 'completed', completedAt: at }, completedBy: 'Dr Amara Okafor' }

/** The rail in eight characters: done, next, open, blocked, not needed. */
const rail = (change: Change) => {
  const marks = { done: 'd', next: 'N', open: '.', blocked: 'B', 'not-needed': '-' }
  const { steps, nextAction } = decideSteps(facts(change))
  return `${steps.map(({ state }) => marks[state]).join('')} ${nextAction}`
}

test.each<[string, Change, string]>([
  ['a booked visit of an insured patient is verified first', {}, 'dN...... verify-coverage'],
  ['then the patient pays', { verification: verified }, 'ddN..... take-payment'],
  ['then comes', paid, 'dddN.... check-in'],
  ['then waits in the lobby for the doctor', { ...paid, visit: { state: 'arrived', arrivedAt: at } }, 'dddN.... start'],
  ['then is seen', { ...paid, visit: { state: 'in-progress' } }, 'dddN.... complete'],
  [
    'with a diagnosis a prescription is suggested',
    { ...paid, visit: { state: 'in-progress' }, hasDiagnosis: true },
    'ddd.N... prescribe',
  ],
  [
    'after it the visit is ended',
    { ...paid, visit: { state: 'in-progress' }, hasDiagnosis: true, prescriptions: [prescription] },
    'dddNd... complete',
  ],
  ['what was prescribed is ordered', { ...completed, prescriptions: [prescription] }, 'dddddN.. order'],
  [
    'an order is paid for',
    { ...completed, prescriptions: [prescription], orders: [{ ...order, outstandingMinor: 400 }] },
    'ddddddN. pay-order',
  ],
  [
    'an order that is asked of another workstation is waited for',
    { ...completed, prescriptions: [prescription], orders: [{ ...order, state: 'requested' }] },
    'dddddN.. await-shelf',
  ],
  ['then dispensed', { ...completed, prescriptions: [prescription], orders: [order] }, 'ddddddN. dispense'],
  [
    'then shipped',
    { ...completed, prescriptions: [prescription], orders: [{ ...order, state: 'dispensed' }] },
    'ddddddN. ship',
  ],
  [
    'or handed over where it is picked up',
    { ...completed, prescriptions: [prescription], orders: [{ ...order, state: 'dispensed', isShipped: false }] },
    'ddddddN. hand-over',
  ],
  [
    'a shipped order is handed over at the door',
    { ...completed, prescriptions: [prescription], orders: [{ ...order, state: 'shipped' }] },
    'ddddddN. hand-over',
  ],
  [
    'a claim on its way is waited for',
    { ...completed, prescriptions: [prescription], orders: [{ ...order, state: 'delivered' }], claims: [claim] },
    'dddddddN await-settlement',
  ],
  [
    'a follow-up is closed',
    { ...completed, claims: [{ ...claim, state: 'settled' }], tasks: [task] },
    'dddd---N close-follow-up',
  ],
  [
    'a visit whose claim is settled and whose tasks are done has come to its end',
    { ...completed, claims: [{ ...claim, state: 'settled' }], tasks: [{ ...task, isDone: true }] },
    'dddd---d null',
  ],
  ['a visit with nothing to follow up has too', completed, 'dddd---- null'],
  [
    'a denied claim blocks the end, and its task is what can be done',
    {
      ...completed,
      claims: [{ ...claim, state: 'denied', denialReason: 'No such member.' }],
      tasks: [{ ...task, kind: 'claim-denied' }],
    },
    'dddd---B close-follow-up',
  ],
  [
    'a denial that was dealt with is an end',
    {
      ...completed,
      claims: [{ ...claim, state: 'denied', denialReason: 'No such member.' }],
      tasks: [{ ...task, kind: 'claim-denied', isDone: true }],
    },
    'dddd---d null',
  ],
  ['without insurance the patient pays at once', { isInsured: false }, 'd-N..... take-payment'],
  [
    'who chose to pay without the plan does not use it',
    { verification: { ...verified, planName: null, isCovered: false } },
    'd-N..... take-payment',
  ],
  [
    'where the plan pays nothing that is known, and the patient pays',
    { verification: { ...verified, isCovered: false } },
    'ddN..... take-payment',
  ],
  [
    'where the plan pays all of it nobody pays at the desk',
    { ...paid, charge: { patientOwesMinor: 0, patientPaidMinor: 0, outstandingMinor: 0 }, lastPayment: null },
    'dd-N.... check-in',
  ],
  ['money waits while the doctor is with the patient', { visit: { state: 'in-progress' } }, 'd..N.... complete'],
  [
    'a visit that ended before its coverage was verified is verified then',
    { visit: { state: 'completed', completedAt: at } },
    'dN.d---- verify-coverage',
  ],
  [
    'a prescription that was filled otherwise needs no order',
    { ...completed, prescriptions: [{ ...prescription, isFillable: false }] },
    'ddddd--- null',
  ],
  ['a canceled visit needs nothing', { visit: { state: 'cancelled', cancellationReason: 'Ill' } }, '-------- null'],
  ['nor does one that the patient missed', { visit: { state: 'no-show' } }, '-------- null'],
])('%s', (_rule, change, expected) => {
  expect(rail(change)).toBe(expected)
})

test('a step says what happened, when, by whom, and which record proves it', () => {
  const { steps } = decideSteps(facts({ ...completed, prescriptions: [prescription] }))
  expect(steps.slice(1, 5)).toEqual([
    {
      name: 'covered',
      state: 'done',
      statement: 'Silver PPO pays $52.00; the patient pays $20.00.',
      at,
      by: 'Ana Kip',
      evidence: { kind: 'coverage-verification', id: deed.id },
    },
    {
      name: 'paid',
      state: 'done',
      statement: 'The patient paid $20.00.',
      at,
      by: 'Ana Kip',
      evidence: { kind: 'payment', id: deed.id },
    },
    {
      name: 'consulted',
      state: 'done',
      statement: 'The visit ended with a signed summary.',
      at,
      by: 'Dr Amara Okafor',
      evidence: { kind: 'encounter-summary', id: bookedVisit.id },
    },
    {
      name: 'prescribed',
      state: 'done',
      statement: 'Amoxicillin 500 MG Oral Tablet',
      at,
      by: 'Ana Kip',
      evidence: { kind: 'prescription', id: deed.id },
    },
  ])
})

test('a canceled visit says why, and what is to be given back', () => {
  const { steps } = decideSteps(
    facts({
      visit: { state: 'cancelled', cancellationReason: 'Ill' },
      charge: { patientOwesMinor: 0, patientPaidMinor: 2_000, outstandingMinor: -2_000 },
    }),
  )
  expect(steps[0]?.statement).toBe('The visit was canceled: Ill')
  expect(steps[2]?.statement).toBe('$20.00 is to be given back.')
})

const anyDeed = fc.record({ id: fc.constant(deed.id), at: fc.constant(at), by: fc.constantFrom('Ana Kip', null) })
const upTo3 = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
const anyFacts: fc.Arbitrary<VisitFacts> = fc
  .record({
    state: fc.constantFrom(...ConsultationState.options),
    isInsured: fc.boolean(),
    isVerified: fc.boolean(),
    isCovered: fc.boolean(),
    planName: fc.constantFrom('Silver PPO', null),
    outstandingMinor: fc.integer({ min: -100, max: 100 }),
    hasPaid: fc.boolean(),
    hasDiagnosis: fc.boolean(),
    prescriptions: upTo3(fc.tuple(anyDeed, fc.boolean())),
    orders: upTo3(
      fc.record({
        state: fc.constantFrom('requested', 'placed', 'dispensed', 'shipped', 'delivered'),
        isShipped: fc.boolean(),
        outstandingMinor: fc.integer({ min: 0, max: 2 }),
      }),
    ),
    claims: upTo3(fc.constantFrom('draft', 'submitted', 'accepted', 'denied', 'settled')),
    tasks: upTo3(fc.record({ isDone: fc.boolean(), kind: fc.constantFrom('follow-up', 'claim-denied') })),
  })
  .map((random) =>
    facts({
      visit: { state: random.state, cancellationReason: 'Ill' },
      isInsured: random.isInsured,
      verification: random.isVerified
        ? { ...verified, isCovered: random.isCovered, planName: random.isCovered ? 'Silver PPO' : random.planName }
        : null,
      charge: { patientOwesMinor: 100, patientPaidMinor: 0, outstandingMinor: random.outstandingMinor },
      lastPayment: random.hasPaid ? deed : null,
      hasDiagnosis: random.hasDiagnosis,
      prescriptions: random.prescriptions.map(([by, isFillable]) => ({ ...by, medicine: 'Ibuprofen', isFillable })),
      orders: random.orders.map((change) => ({ ...order, ...change })),
      claims: random.claims.map((state) => ({ ...claim, state })),
      tasks: random.tasks.map((change) => ({ ...task, ...change })),
    }),
  )

test('a visit has eight steps in their order, at most one of them next, and never dead-ends', () => {
  fc.assert(
    fc.property(anyFacts, (known) => {
      const { steps, nextAction } = decideSteps(known)
      expect(steps.map(({ name }) => name)).toEqual(StepName.options)
      const next = steps.filter(({ state }) => state === 'next')
      expect(next.length).toBeLessThanOrEqual(1)
      const isFinished = steps.every(({ state }) => state === 'done' || state === 'not-needed')
      expect(nextAction === null).toBe(isFinished)
      const isBlocked = steps.some(({ state }) => state === 'blocked')
      if (nextAction !== null && next.length === 0) expect(isBlocked).toBe(true)
      for (const { statement } of steps) expect(statement).not.toBe('')
    }),
    { numRuns: 1_000 },
  )
})

test('once a visit is over nothing is asked for', () => {
  fc.assert(
    fc.property(anyFacts, fc.constantFrom('cancelled' as const, 'no-show' as const), (known, state) => {
      const { steps, nextAction } = decideSteps({ ...known, visit: { ...known.visit, state } })
      expect(nextAction).toBeNull()
      expect(new Set(steps.map((step) => step.state))).toEqual(new Set(['not-needed']))
    }),
  )
})
