import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  batchesInPage,
  charge,
  type DeviceStanding,
  decideEnrollment,
  decideKeys,
  decidePush,
  decideRevocation,
  inviteLifeMs,
} from './rules.js'

const quotas = { deviceBytesPerHour: 1_000, tenantBytes: 5_000, devicesPerTenant: 10 }
const fresh: DeviceStanding = { seq: 0, hash: 'zero', isRevoked: false, windowStart: 0, windowBytes: 0 }
const empty = { cursor: 0, storedBytes: 0 }
const hourMs = 3_600_000

describe('a push', () => {
  it('never books an op twice or leaves a gap, whatever is sent in whatever order', () => {
    const push = fc.record({ fromSeq: fc.integer({ min: 1, max: 12 }), count: fc.integer({ min: 1, max: 4 }) })
    fc.assert(
      fc.property(fc.array(push, { maxLength: 60 }), (pushes) => {
        let [device, tenant] = [fresh, empty]
        const booked: number[] = []
        for (const { fromSeq, count } of pushes) {
          const head = { fromSeq, count, prevHash: device.hash, lastHash: `h${fromSeq + count - 1}` }
          const decision = decidePush(head, 1, device, tenant, { ...quotas, deviceBytesPerHour: 1_000 }, 0)
          if (!decision.isAccepted) {
            expect(decision.refusal.head).toEqual({ seq: device.seq, hash: device.hash })
            continue
          }
          for (let seq = fromSeq; seq < fromSeq + count; seq += 1) booked.push(seq)
          expect(decision.tenant.cursor).toBe(tenant.cursor + 1)
          ;[device, tenant] = [decision.device, decision.tenant]
        }
        expect(booked).toEqual(booked.map((_, index) => index + 1))
      }),
    )
  })

  it('of a fork or of a revoked device is refused', () => {
    const head = { fromSeq: 1, count: 1, prevHash: 'other', lastHash: 'h' }
    expect(decidePush(head, 1, fresh, empty, quotas, 0)).toMatchObject({ refusal: { code: 'WRONG_HEAD' } })
    const revoked = { ...fresh, isRevoked: true }
    const good = { ...head, prevHash: 'zero' }
    expect(decidePush(good, 1, revoked, empty, quotas, 0)).toMatchObject({ refusal: { code: 'DEVICE_REVOKED' } })
  })
})

describe('quotas', () => {
  it('hold in every hour, and the wait that is named is enough', () => {
    const send = fc.record({ bytes: fc.integer({ min: 1, max: 400 }), afterMs: fc.integer({ min: 0, max: hourMs }) })
    fc.assert(
      fc.property(fc.array(send, { maxLength: 40 }), (sends) => {
        let [device, tenant, nowMs] = [fresh, empty, 10 * hourMs]
        for (const { bytes, afterMs } of sends) {
          nowMs += afterMs
          const decision = charge(bytes, device, tenant, { ...quotas, tenantBytes: 1e9 }, nowMs)
          if (decision.isAccepted) {
            expect(decision.device.windowBytes).toBeLessThanOrEqual(quotas.deviceBytesPerHour)
            ;[device, tenant] = [decision.device, decision.tenant]
            continue
          }
          const later = nowMs + (decision.refusal.retryAfterSeconds ?? 0) * 1_000
          expect(charge(bytes, device, tenant, { ...quotas, tenantBytes: 1e9 }, later).isAccepted).toBe(true)
        }
      }),
    )
  })

  it('a clock that was set back by years makes nobody wait for years', () => {
    const busy = { ...fresh, windowStart: 100 * hourMs, windowBytes: 1_000 }
    expect(charge(1, busy, empty, quotas, 5).isAccepted).toBe(true)
  })

  it('a full tenant is refused', () => {
    const full = { cursor: 1, storedBytes: 4_999 }
    expect(charge(1, fresh, full, quotas, 0).isAccepted).toBe(true)
    expect(charge(2, fresh, full, quotas, 0)).toMatchObject({ refusal: { code: 'QUOTA', retryAfterSeconds: 3_600 } })
  })
})

describe('an invitation', () => {
  const open = { expiresAt: inviteLifeMs, request: null, answer: null }

  it('lives ten minutes and is used once; the same words again are no second use', () => {
    expect(decideEnrollment(open, { request: 'a' }, inviteLifeMs - 1)).toEqual({ isAccepted: true, isRepeated: false })
    expect(decideEnrollment(open, { request: 'a' }, inviteLifeMs)).toMatchObject({
      refusal: { code: 'INVITE_EXPIRED' },
    })
    const asked = { ...open, request: 'a' }
    expect(decideEnrollment(asked, { request: 'a' }, inviteLifeMs + 1)).toEqual({ isAccepted: true, isRepeated: true })
    expect(decideEnrollment(asked, { request: 'b' }, 0)).toMatchObject({ refusal: { code: 'INVITE_EXPIRED' } })
    expect(decideEnrollment(asked, { answer: 'x' }, 0)).toEqual({ isAccepted: true, isRepeated: false })
    expect(decideEnrollment({ ...asked, answer: 'x' }, { answer: 'y' }, 0)).toMatchObject({
      refusal: { code: 'INVITE_EXPIRED' },
    })
    expect(decideEnrollment(open, { answer: 'x' }, 0)).toMatchObject({ refusal: { code: 'NOT_FOUND' } })
    expect(decideEnrollment(undefined, { request: 'a' }, 0)).toMatchObject({ refusal: { code: 'NOT_FOUND' } })
  })

  it('brings keys for the new device alone, and those of today', () => {
    const key = (device: string, epoch: number) => ({ device, epoch, ephemeral: 'e', sealed: 's' })
    expect(decideKeys([key('a', 1), key('a', 2)], 'a', 2).isAccepted).toBe(true)
    expect(decideKeys([key('a', 1)], 'a', 2)).toMatchObject({ refusal: { code: 'STALE' } })
    expect(decideKeys([key('a', 2), key('b', 2)], 'a', 2)).toMatchObject({ refusal: { code: 'MALFORMED' } })
    expect(decideKeys([key('a', 2), key('a', 2)], 'a', 2)).toMatchObject({ refusal: { code: 'MALFORMED' } })
  })
})

describe('a revocation', () => {
  const device = (name: string, isAdministrator = false, isRevoked = false) => ({
    device: name,
    isAdministrator,
    isRevoked,
  })
  const known = [device('admin', true), device('desk'), device('lost'), device('gone', false, true)]
  const keys = (...names: string[]) => names.map((name) => ({ device: name, epoch: 2, ephemeral: 'e', sealed: 's' }))

  it('is for one who is there, in the next epoch, with keys for exactly those who stay', () => {
    const decide = (over: object) =>
      decideRevocation({ device: 'lost', epoch: 2, keys: keys('admin', 'desk'), ...over }, 1, known)
    expect(decide({}).isAccepted).toBe(true)
    for (const over of [
      { epoch: 1 },
      { epoch: 3 },
      { device: 'gone' },
      { keys: keys('admin') },
      { keys: keys('admin', 'lost') },
      { keys: keys('admin', 'admin') },
      { keys: keys('admin', 'desk').map((key) => ({ ...key, epoch: 1 })) },
    ])
      expect(decide(over)).toMatchObject({ refusal: { code: 'STALE' } })
    expect(decide({ device: 'admin', keys: keys('desk', 'lost') })).toMatchObject({ refusal: { code: 'FORBIDDEN' } })
  })
})

describe('an answer', () => {
  it('holds as many batches as fit, and one in any case', () => {
    expect(batchesInPage([5, 5, 5], 10)).toBe(2)
    expect(batchesInPage([50, 5], 10)).toBe(1)
    expect(batchesInPage([], 10)).toBe(0)
  })
})
