import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '../kernel/base64url.js'
import { StaffId } from '../kernel/ids.js'
import { RoomStay } from '../kernel/rooms/clinic.js'
import { joinLink, readJoinLink, roomSocketUrl } from '../kernel/rooms/link.js'
import { decideRole, isCallOver, linkEnd, placeOf, qualityOf, summarizeCall } from './rules.js'

const id = (letter: string) => letter.repeat(22)
const doctor = { id: id('d'), roles: ['doctor'] as const }
const desk = { id: id('f'), roles: ['front-desk'] as const }
const visit = { mode: 'video', state: 'arrived', doctorId: StaffId.parse(id('d')) } as const

it('only the doctor of the visit joins as its doctor, and nobody a visit that is over or in person', () => {
  expect(decideRole(visit, doctor, undefined)).toEqual({ ok: true, value: 'doctor' })
  expect(decideRole(visit, { ...doctor, id: id('x') }, undefined)).toMatchObject({
    refusal: { code: 'NOT_THE_DOCTOR' },
  })
  expect(decideRole(visit, desk, 'doctor')).toMatchObject({ refusal: { code: 'NOT_THE_DOCTOR' } })
  expect(decideRole(visit, desk, undefined)).toEqual({ ok: true, value: 'front-desk' })
  expect(decideRole(visit, desk, 'companion')).toEqual({ ok: true, value: 'companion' })
  expect(decideRole(visit, doctor, 'front-desk')).toMatchObject({ refusal: { code: 'NOT_YOUR_ROLE' } })
  expect(decideRole({ ...visit, mode: 'in-person' }, doctor, undefined)).toMatchObject({
    refusal: { code: 'NOT_BY_VIDEO' },
  })
  for (const state of ['completed', 'cancelled', 'no-show'] as const)
    expect(decideRole({ ...visit, state }, doctor, undefined)).toMatchObject({ refusal: { code: 'VISIT_OVER' } })
})

const stayed = (part: Partial<RoomStay>): RoomStay =>
  RoomStay.parse({
    role: 'doctor',
    participant: id('p'),
    admittedAt: 0,
    leftAt: 60_000,
    losses: 0,
    reports: 0,
    roundTripMs: null,
    lossPercent: null,
    lowestStep: null,
    ...part,
  })

it('a call lasts from the first to the last, and is metered by the minute of each', () => {
  const patient = { role: 'patient', participant: id('q') } as const
  const stays = [
    stayed({ leftAt: 90_000 }),
    stayed({ ...patient, admittedAt: 10_000, leftAt: 30_000, losses: 2 }),
    stayed({ ...patient, admittedAt: 40_000, leftAt: null }),
  ]
  const call = summarizeCall(stays, { after: 0, now: 100_000 })
  expect(call).toMatchObject({ durationSeconds: 100, participantMinutes: 3, connectionLosses: 2, quality: null })
  expect(call?.participants.map(({ role, connectionLosses }) => [role, connectionLosses])).toEqual([
    ['doctor', 0],
    ['patient', 2],
  ])
  expect(summarizeCall(stays, { after: 50_000, now: 100_000 })).toBeNull()
})

it('never counts a moment twice when a call is written down in parts', () => {
  const stay = fc
    .tuple(fc.nat(3_600_000), fc.nat(600_000))
    .map(([admittedAt, ms]) => stayed({ admittedAt, leftAt: admittedAt + ms }))
  fc.assert(
    fc.property(fc.array(stay, { maxLength: 8 }), fc.nat(3_600_000), (stays, border) => {
      const now = 5_000_000
      const whole = summarizeCall(stays, { after: 0, now })?.participantMinutes ?? 0
      const before = summarizeCall(
        stays.filter(({ admittedAt }) => admittedAt < border),
        { after: 0, now },
      )
      const after = summarizeCall(stays, { after: border, now })
      const parts = (before?.participantMinutes ?? 0) + (after?.participantMinutes ?? 0)
      expect(parts).toBeGreaterThanOrEqual(whole)
      expect(parts).toBeLessThanOrEqual(whole + 1)
    }),
  )
})

it('says in a word how the call was, by its worst line', () => {
  expect(qualityOf([stayed({})])).toBeNull()
  expect(qualityOf([stayed({ reports: 3, lowestStep: 'medium' })])).toBe('good')
  expect(qualityOf([stayed({ reports: 3, lowestStep: 'medium' }), stayed({ reports: 1, lowestStep: 'low' })])).toBe(
    'fair',
  )
  expect(qualityOf([stayed({ reports: 3, lowestStep: 'audio-only' })])).toBe('poor')
})

it('a patient waits for those before, and for their own time', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 8, minutes)).toISOString()
  const before = [
    { startsAt: at(0), endsAt: at(20), state: 'in-progress' as const },
    { startsAt: at(60), endsAt: at(80), state: 'arrived' as const },
  ]
  expect(placeOf({ startsAt: at(20) }, before, at(10))).toEqual({ place: 1, expectedWaitMinutes: 10 })
  expect(placeOf({ startsAt: at(40) }, [], at(10))).toEqual({ place: 0, expectedWaitMinutes: 30 })
  expect(linkEnd({ endsAt: at(20) }, at(0))).toBe(at(20 + 6 * 60))
})

it('a link keeps key and token behind the #, and a broken one is none', () => {
  const parts = { room: id('r'), key: 'k'.repeat(43), token: 't'.repeat(43) }
  const link = new URL(joinLink('https://relay.example/', parts))
  expect(link.pathname).toBe(`/join/${parts.room}`)
  expect(readJoinLink(link.pathname, link.hash)).toEqual(parts)
  expect(readJoinLink(link.pathname, link.hash.slice(0, -1))).toBeNull()
  expect(readJoinLink('/join/', link.hash)).toBeNull()
  expect(roomSocketUrl('http://127.0.0.1:1', parts.room)).toBe(`ws://127.0.0.1:1/v1/rooms/${parts.room}/socket`)
})

it('bytes come back from base64url as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = toBase64Url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64Url(text)).toEqual(bytes)
    }),
  )
})

describe('a call that nobody ended', () => {
  const left = stayed({ admittedAt: 0, leftAt: 300_000 })
  it.each([
    ['is over when all have been gone for a minute', [left], 360_000, 'over'],
    ['is not when somebody may still come back to end it', [left], 320_000, 'not-yet'],
    ['is not while somebody is in', [left, stayed({ admittedAt: 10, leftAt: null })], 9_000_000, 'not-yet'],
    ['is none where nobody was admitted', [], 9_000_000, 'never'],
  ] as const)('%s', (_, stays, now, expected) => {
    expect(isCallOver(stays, { after: 0, now })).toBe(expected)
  })

  it('was written down already where all of it is before the last record', () => {
    expect(isCallOver([left], { after: 300_000, now: 9_000_000 })).toBe('never')
  })
})
