import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prescription as sample } from '../../tests/support/samples.js'
import type { Prescription } from './model.js'
import { type ChainAnswer, decideFill, type Evidence, expiryOf, judge, lifeOf } from './rules.js'

const zone = 'Africa/Nairobi'
const doctor = `0x${'ab'.repeat(20)}`
const prescription: Prescription = { ...sample, refills: 1, fillsLeft: 2, signer: doctor }
const onChain: ChainAnswer = { state: 'active', doctor, fillsLeft: 2 }
const evidence: Evidence = { isContentIntact: true, signer: doctor, doctorAddress: doctor, chain: onChain }
const filled: Prescription = { ...prescription, state: 'filled', fillsUsed: 2, fillsLeft: 0 }
const check = (of: Prescription, change: Partial<Evidence> = {}) => judge(of, { ...evidence, ...change }, zone)

test('a prescription is good for six months, a controlled one for 28 days after the day of issue', () => {
  // The clinic's midnight, three hours before that of UTC.
  expect(expiryOf('2026-11-21T09:10:00.000Z', false, zone)).toBe('2027-05-20T21:00:00.000Z')
  expect(expiryOf('2026-11-21T09:10:00.000Z', true, zone)).toBe('2026-12-19T21:00:00.000Z')
  expect(expiryOf('2026-08-31T09:10:00.000Z', false, zone)).toBe('2027-02-27T21:00:00.000Z')
})

test('where a prescription stands follows from its fills, its end and its cancellation', () => {
  const life = { fillsAllowed: 2, fillsUsed: 1, cancelledAt: null, expiresAt: '2027-01-01T00:00:00.000Z' }
  const before = '2026-12-31T23:59:59.999Z'
  expect(lifeOf(life, before)).toEqual({ state: 'active', fillsUsed: 1, fillsLeft: 1 })
  expect(lifeOf(life, life.expiresAt).state).toBe('expired')
  expect(lifeOf({ ...life, fillsUsed: 2 }, life.expiresAt).state).toBe('filled')
  expect(lifeOf({ ...life, cancelledAt: before }, before).state).toBe('cancelled')
})

test('a fill is never left over, and an active prescription always has one', () => {
  const lives = fc.record({
    fillsAllowed: fc.integer({ min: 1, max: 13 }),
    fillsUsed: fc.integer({ min: 0, max: 15 }),
    cancelledAt: fc.constantFrom(null, '2026-06-01T00:00:00.000Z'),
    expiresAt: fc.constantFrom('2026-06-01T00:00:00.000Z', '2027-06-01T00:00:00.000Z'),
  })
  fc.assert(
    fc.property(lives, (life) => {
      const { state, fillsLeft } = lifeOf(life, '2026-11-21T00:00:00.000Z')
      expect(fillsLeft).toBe(Math.max(0, life.fillsAllowed - life.fillsUsed))
      expect(state === 'active').toBe(
        fillsLeft > 0 && life.cancelledAt === null && life.expiresAt > '2026-11-21T00:00:00.000Z',
      )
    }),
  )
})

test('a prescription that the chain confirms is authentic and can be filled', () => {
  expect(check(prescription)).toEqual({
    isAuthentic: true,
    isFillable: true,
    onChain: 'confirmed',
    findings: [
      { isMet: true, statement: 'The content is what was signed.' },
      { isMet: true, statement: 'The signature was made with the key of Dr Amara.' },
      { isMet: true, statement: 'It can be filled until 20 May 2027: 2 of 2 left.' },
      { isMet: true, statement: 'The chain confirms it: the doctor, and how often it may be filled.' },
    ],
    prescription,
  })
  expect(decideFill(prescription, evidence, zone)).toEqual({ ok: true, value: 'chain' })
})

test.each([{ state: 'unreachable' }, { state: 'unknown' }] as const)(
  'while the chain is $state, the signature alone speaks, and no more is claimed',
  (chain) => {
    const found = check(prescription, { chain })
    expect(found).toMatchObject({ isAuthentic: true, isFillable: true, onChain: 'unknown' })
    expect(found.findings[3]?.isMet).toBeNull()
    expect(decideFill(prescription, { ...evidence, chain }, zone)).toEqual({ ok: true, value: 'signature' })
  },
)

test.each([
  ['changed content', { isContentIntact: false }],
  ['content that cannot be checked', { isContentIntact: null }],
  ['another signer', { signer: `0x${'cd'.repeat(20)}` }],
  ['a signature that is none', { signer: undefined }],
  ['a doctor whose key is not known', { doctorAddress: undefined }],
  ['another doctor on the chain', { chain: { ...onChain, doctor: `0x${'cd'.repeat(20)}` } }],
] satisfies [string, Partial<Evidence>][])('%s is not authentic and never filled', (_what, change) => {
  expect(check(prescription, change)).toMatchObject({ isAuthentic: false, isFillable: false })
  expect(decideFill(prescription, { ...evidence, ...change }, zone)).toMatchObject({
    ok: false,
    refusal: { code: 'PRESCRIPTION_NOT_VALID' },
  })
})

test('what is filled is not filled again, whether here or only on the chain it shows', () => {
  const everywhere: ChainAnswer = { state: 'filled', doctor, fillsLeft: 0 }
  for (const [of, chain] of [
    [filled, everywhere],
    [filled, onChain],
    [filled, { state: 'unreachable' }],
    [prescription, everywhere],
  ] satisfies [Prescription, ChainAnswer][])
    expect(decideFill(of, { ...evidence, chain }, zone)).toEqual({
      ok: false,
      refusal: { code: 'PRESCRIPTION_FILLED' },
    })
})

test('what is canceled or expired cannot be filled, and the reason says so', () => {
  const cancelled: Prescription = { ...prescription, state: 'cancelled', cancellationReason: 'Wrong strength' }
  const reason = (of: Prescription, chain: ChainAnswer = onChain) => {
    const decision = decideFill(of, { ...evidence, chain }, zone)
    return decision.ok ? 'may' : decision.refusal
  }
  expect(reason(cancelled)).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    reason: 'Dr Amara canceled it: Wrong strength.',
  })
  expect(reason({ ...prescription, state: 'expired' })).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    reason: 'It could be filled until 20 May 2027. Dr Amara can issue a new one.',
  })
  expect(reason(prescription, { state: 'cancelled', doctor, fillsLeft: 2 })).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    reason: 'It is canceled on the chain, though not here: another workstation did it. Do not fill it.',
  })
})

test('a fill or a cancellation that waits for the chain is no contradiction', () => {
  expect(check(filled).onChain).toBe('confirmed')
  expect(check({ ...prescription, state: 'cancelled' }).onChain).toBe('confirmed')
  expect(check({ ...prescription, fillsUsed: 0, fillsLeft: 2 }, { chain: { ...onChain, fillsLeft: 1 } })).toMatchObject(
    {
      onChain: 'confirmed',
      isFillable: true,
    },
  )
})
