import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import {
  approving,
  attend,
  book,
  calls,
  claimOf,
  cover,
  coveredVisit,
  left,
  offerPlans,
  register,
  settle,
} from '../../tests/support/insured.js'
import { refusalCode } from '../../tests/support/refusal.js'
import type { Payable } from '../billing/model.js'
import type { ConsultationId } from '../kernel/ids.js'
import { type PayerPort, PayerUnreachable } from '../ports/payer.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
  offerPlans(clinic)
})

const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)

test('the payer’s part is charged once as a draft, which follows a new verification', async () => {
  const { desk, payable, coverage, patient, verification } = await coveredVisit(clinic)
  const draft = await desk.insurance.payFromCoverage({ verificationId: verification.id })
  expect(draft).toMatchObject({ state: 'draft', claimedMinor: 85_00, patientOwesMinor: 35_00, diagnosisCodes: [] })
  expect(draft.code).toMatch(/^C-/)
  expect(await desk.insurance.payFromCoverage({ verificationId: verification.id })).toEqual(draft)
  const second = await desk.insurance.addCoverage({
    patientId: patient.id,
    planId: 'COMMUNITY',
    memberNumber: 'B-7',
    validFrom: '2026-01-01',
    validUntil: null,
  })
  await desk.insurance.verifyCoverage({ payable, coverageId: second.id })
  expect(await claimOf(clinic, patient.id)).toMatchObject({
    id: draft.id,
    planName: 'Community',
    coverageId: second.id,
    version: 2,
    state: 'draft',
  })
  expect((await left(clinic, coverage.id)).deductibleLeftMinor).toBe(1_800_00)
})

test('the claim goes out by itself when the visit ends, and uses the member’s benefits', async () => {
  const { patient, visit, coverage, payable, desk } = await coveredVisit(clinic, 'COMMUNITY')
  await attend(clinic, visit.id)
  const claim = await claimOf(clinic, patient.id)
  expect(claim).toMatchObject({
    payable,
    consultationId: visit.id,
    state: 'submitted',
    diagnosisCodes: ['J06.9'],
    claimedMinor: 85_00,
    paidMinor: 0,
    submittedAt: clinic.clock.now(),
    events: [{ state: 'draft' }, { state: 'submitted' }],
  })
  const [call] = calls(clinic, 'claim')
  expect(call).toMatchObject({ fn: 'submitClaim', procedureCode: claim.proof.commitment })
  expect(JSON.stringify(call)).not.toMatch(/8500|J06/)
  expect(await left(clinic, coverage.id)).toMatchObject({ outOfPocketLeftMinor: 6_465_00, visitsLeft: 0 })
  const next = await book(clinic, patient.id)
  const verify = (id: ConsultationId) =>
    desk.insurance.verifyCoverage({ payable: { kind: 'consultation', id }, coverageId: coverage.id })
  expect(await verify(next.id)).toMatchObject({ isCovered: false, reason: 'visit-limit-reached' })
  expect(await refusal(verify(visit.id))).toBe('ALREADY_CLAIMED')
  const billing = await clinic.as('billing')
  expect(await refusal(billing.insurance.submitClaim({ payable }))).toBe('ALREADY_SUBMITTED')
})

test('benefits begin anew with the calendar year of the clinic', async () => {
  const { visit, coverage } = await coveredVisit(clinic)
  await attend(clinic, visit.id)
  clinic.clock.set('2026-12-31T20:59:00.000Z')
  expect((await left(clinic, coverage.id)).outOfPocketLeftMinor).toBe(6_465_00)
  clinic.clock.set('2026-12-31T21:00:00.000Z')
  expect((await left(clinic, coverage.id)).outOfPocketLeftMinor).toBe(6_500_00)
})

test('what the patient pays within the deductible is claimed from nobody, and meets the deductible all the same', async () => {
  const { desk, patient, visit, coverage, payable, verification } = await coveredVisit(clinic, 'BRONZE-HDHP')
  expect(verification).toMatchObject({ isCovered: true, patientOwesMinor: 120_00, payerOwesMinor: 0 })
  await attend(clinic, visit.id)
  const billing = await clinic.as('billing')
  expect(await billing.insurance.listClaims({ patientId: patient.id })).toEqual({ items: [], nextCursor: null })
  expect((await left(clinic, coverage.id)).deductibleLeftMinor).toBe(5_880_00)
  expect(await refusal(billing.insurance.submitClaim({ payable }))).toBe('NOT_COVERED')
  // A second look at the same visit counts it once, and self-pay not at all.
  expect((await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })).deductibleLeftMinor).toBe(6_000_00)
  expect((await left(clinic, coverage.id)).deductibleLeftMinor).toBe(5_880_00)
  await desk.insurance.verifyCoverage({ payable, coverageId: null })
  expect((await left(clinic, coverage.id)).deductibleLeftMinor).toBe(6_000_00)
})

test('a claim by hand waits for a verification and for the end of the visit', async () => {
  const billing = await clinic.as('billing')
  const patient = await register(clinic)
  const coverage = await cover(clinic, patient.id)
  const visit = await book(clinic, patient.id)
  const payable: Payable = { kind: 'consultation', id: visit.id }
  const submit = () => billing.insurance.submitClaim({ payable })
  expect(await refusal(submit())).toBe('NOT_VERIFIED')
  await attend(clinic, visit.id)
  expect(await refusal(submit())).toBe('NOT_VERIFIED')
  await billing.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  expect((await submit()).state).toBe('submitted')

  const desk = await clinic.as('front-desk')
  expect(await refusal(desk.insurance.submitClaim({ payable }))).toBe('FORBIDDEN')
  const later = await coveredVisit(clinic)
  expect(await refusal(billing.insurance.submitClaim({ payable: later.payable }))).toBe('NOT_COMPLETED')
})

test('an accepted claim is paid, closed, and settled on the chain once', async () => {
  const { patient, visit } = await coveredVisit(clinic)
  await attend(clinic, visit.id)
  expect(await settle(clinic)).toEqual({ changed: 2, unreachable: [] })
  const claim = await claimOf(clinic, patient.id)
  expect(claim).toMatchObject({ state: 'settled', paidMinor: 85_00, version: 4 })
  expect(claim.events.map(({ state, by, note }) => [state, by, note]).slice(2)).toEqual([
    ['accepted', 'Acacia Health', '$85.00 approved. As agreed.'],
    ['settled', 'Acacia Health', '$85.00 paid, reference PAY-1.'],
  ])
  expect(calls(clinic, 'claim').map(({ fn }) => fn)).toEqual(['submitClaim', 'settlePayment'])
  expect(calls(clinic, 'claim')[1]).toEqual({ fn: 'settlePayment', claim: calls(clinic, 'claim')[0].procedureCode })
  expect(await settle(clinic)).toEqual({ changed: 0, unreachable: [] })
})

test('two rounds at once write each answer once', async () => {
  const { patient, visit } = await coveredVisit(clinic)
  await attend(clinic, visit.id)
  const rounds = await Promise.all([settle(clinic), settle(clinic)])
  expect(rounds[0].changed + rounds[1].changed).toBe(2)
  expect((await claimOf(clinic, patient.id)).events).toHaveLength(4)
  expect(calls(clinic, 'claim')).toHaveLength(2)
})

test('claims of other payers do not wait for one that cannot be reached', async () => {
  const of = async (planId: string) => {
    const { patient, visit } = await coveredVisit(clinic, planId)
    await attend(clinic, visit.id)
    return patient.id
  }
  const [first, second, other] = [await of('SILVER-PPO'), await of('SILVER-PPO'), await of('COMMUNITY')]
  const asked: string[] = []
  const half: PayerPort = {
    ...approving,
    adjudicate(request) {
      asked.push(request.plan.payerName)
      return request.plan.payerName === 'Acacia Health'
        ? Promise.reject(new PayerUnreachable('No route.'))
        : approving.adjudicate(request)
    },
  }
  expect(await settle(clinic, half)).toEqual({ changed: 2, unreachable: ['Acacia Health'] })
  expect(asked).toEqual(['Acacia Health', 'Public Health Office'])
  const states = await Promise.all([first, second, other].map(async (id) => (await claimOf(clinic, id)).state))
  expect(states).toEqual(['submitted', 'submitted', 'settled'])
})

test('a claim waits for a payer who cannot be reached, and for one who is not through with it', async () => {
  const { patient, visit } = await coveredVisit(clinic)
  await attend(clinic, visit.id)
  const before = await claimOf(clinic, patient.id)
  const offline: PayerPort = { ...approving, adjudicate: () => Promise.reject(new PayerUnreachable('No route.')) }
  expect(await settle(clinic, offline)).toEqual({ changed: 0, unreachable: ['Acacia Health'] })
  expect(await settle(clinic, { ...approving, adjudicate: async () => ({ state: 'pending' }) })).toMatchObject({
    changed: 0,
  })
  expect(await claimOf(clinic, patient.id)).toEqual(before)
  const unpaid: PayerPort = { ...approving, remit: async () => ({ state: 'pending' }) }
  expect((await settle(clinic, unpaid)).changed).toBe(1)
  expect((await claimOf(clinic, patient.id)).state).toBe('accepted')
})

test('a denied claim gives the benefits back and makes work for billing; sent again, it can still be settled', async () => {
  const { patient, visit, coverage } = await coveredVisit(clinic)
  await attend(clinic, visit.id)
  const billing = await clinic.as('billing')
  const denying: PayerPort = { ...approving, adjudicate: async () => ({ state: 'denied', reason: 'Member unknown.' }) }
  const { id: claimId } = await claimOf(clinic, patient.id)
  const again = () => billing.insurance.resubmitClaim({ claimId, note: 'The number was checked.' })
  expect(await refusal(again())).toBe('NOT_DENIED')

  expect((await settle(clinic, denying)).changed).toBe(1)
  expect(await claimOf(clinic, patient.id)).toMatchObject({ state: 'denied', denialReason: 'Member unknown.' })
  expect((await left(clinic, coverage.id)).outOfPocketLeftMinor).toBe(6_500_00)
  const { items } = await billing.tasks.list({ isMine: false })
  expect(items).toMatchObject([{ kind: 'claim-denied', patientId: patient.id }])

  expect(await again()).toMatchObject({ state: 'submitted', denialReason: null })
  expect((await left(clinic, coverage.id)).outOfPocketLeftMinor).toBe(6_465_00)
  expect((await settle(clinic)).changed).toBe(2)
  expect(await claimOf(clinic, patient.id)).toMatchObject({ state: 'settled', paidMinor: 85_00 })
  expect(calls(clinic, 'claim').map(({ fn }) => fn)).toEqual(['submitClaim', 'settlePayment'])
})
