import { expect, test } from 'vitest'
import { ClaimId, ConsultationId, CoverageId, PatientId, VerificationId } from '../kernel/ids.js'
import { checkClaim, decideFiling, decideMembership, unmet } from './claim-rules.js'
import type { Claim, Coverage, Plan } from './model.js'

const id = (letter: string) => letter.repeat(22)
const coverage: Coverage = {
  id: CoverageId.parse(id('m')),
  patientId: PatientId.parse(id('p')),
  planId: 'SILVER-PPO',
  planName: 'Silver PPO',
  payerName: 'Acacia Health',
  memberNumber: 'A-100',
  relationship: 'self',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  version: 1,
}
const plan: Plan = {
  id: 'SILVER-PPO',
  name: 'Silver PPO',
  payerName: 'Acacia Health',
  currency: 'USD',
  deductibleMinor: 0,
  outOfPocketMaxMinor: null,
  visitLimit: null,
  benefits: [],
  notes: '',
}
const claim: Omit<Claim, 'proof' | 'events'> = {
  id: ClaimId.parse(id('c')),
  code: 'C-7K3F9Q',
  patientId: coverage.patientId,
  coverageId: coverage.id,
  verificationId: VerificationId.parse(id('v')),
  payable: { kind: 'consultation', id: ConsultationId.parse(id('k')) },
  consultationId: ConsultationId.parse(id('k')),
  planName: 'Silver PPO',
  payerName: 'Acacia Health',
  diagnosisCodes: ['J06.9'],
  lines: [
    {
      category: 'office-visit',
      description: 'Office visit',
      amountMinor: 120_00,
      isCovered: true,
      deductibleMinor: 0,
      copayMinor: 35_00,
      coinsuranceMinor: 0,
      patientOwesMinor: 35_00,
      payerOwesMinor: 85_00,
    },
  ],
  totalMinor: 120_00,
  patientOwesMinor: 35_00,
  claimedMinor: 85_00,
  paidMinor: 0,
  currency: 'USD',
  state: 'draft',
  denialReason: null,
  submittedAt: null,
  version: 1,
}
const problems = (change: Partial<typeof claim>, member: Partial<Coverage> = {}, onDay = '2026-11-21') =>
  unmet(checkClaim({ ...claim, ...change }, { ...coverage, ...member }, plan, onDay))

test('a claim that keeps every rule of the payer goes out', () => {
  expect(problems({})).toEqual([])
})

test.each([
  ['no diagnosis', problems({ diagnosisCodes: [] }), 'The visit has no diagnosis.'],
  ['no member number', problems({}, { memberNumber: ' ' }), 'The coverage has no member number.'],
  [
    'a membership that had ended',
    problems({}, { validUntil: '2026-11-20' }),
    'The coverage was not valid on 2026-11-21.',
  ],
  [
    'a membership that had not begun',
    problems({}, { validFrom: '2026-11-22' }),
    'The coverage was not valid on 2026-11-21.',
  ],
  ['another currency', problems({ currency: 'KES' }), 'The plan pays in USD, not in KES.'],
  ['a total that is not the sum', problems({ totalMinor: 121_00 }), 'The amounts of patient and payer do not add up.'],
  [
    'more claimed than the lines say',
    problems({ claimedMinor: 86_00 }),
    'The amounts of patient and payer do not add up.',
  ],
])('a claim with %s stays here and says so', (_what, found, sentence) => {
  expect(found).toEqual([sentence])
})

test('medicines that nobody prescribed at a visit need no diagnosis', () => {
  expect(problems({ consultationId: null, diagnosisCodes: [] })).toEqual([])
})

test('a claim goes out once, for something that was done and that the plan pays for', () => {
  const ready = { existing: undefined, verification: { payerOwesMinor: 85_00 }, isRendered: true }
  const code = (change: Partial<Parameters<typeof decideFiling>[0]>) => {
    const decision = decideFiling({ ...ready, ...change })
    return decision.ok ? 'ok' : decision.refusal.code
  }
  expect(code({})).toBe('ok')
  expect(code({ existing: { id: claim.id, state: 'draft' } })).toBe('ok')
  expect(code({ existing: { id: claim.id, state: 'denied' } })).toBe('ALREADY_SUBMITTED')
  expect(code({ verification: undefined })).toBe('NOT_VERIFIED')
  expect(code({ verification: { payerOwesMinor: 0 } })).toBe('NOT_COVERED')
  expect(code({ isRendered: false })).toBe('NOT_COMPLETED')
})

test.each([
  ['the same membership in the same time', {}, 'ALREADY_COVERED'],
  ['the same membership that overlaps by a day', { validFrom: '2026-12-31', validUntil: null }, 'ALREADY_COVERED'],
  ['its renewal for the next year', { validFrom: '2027-01-01', validUntil: null }, 'ok'],
  ['another member number', { memberNumber: 'A-101' }, 'ok'],
  ['dates that are swapped', { validFrom: '2027-01-01', validUntil: '2026-01-01' }, 'DATES_REVERSED'],
])('%s: %s', (_what, change, expected) => {
  const decision = decideMembership({ ...coverage, ...change }, [coverage])
  expect(decision.ok ? 'ok' : decision.refusal.code).toBe(expected)
})
