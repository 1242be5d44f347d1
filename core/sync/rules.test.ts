import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketOf, clockAhead, nextHlc } from './rules.js'

const instants = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2050-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

test('the hybrid clock always moves forward, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(instants, { minLength: 1, maxLength: 60 }), (walls) => {
      let last: string | null = null
      for (const wall of walls) {
        const next = nextHlc(last, wall)
        if (last !== null) expect(next > last).toBe(true)
        expect(next >= wall).toBe(true)
        last = next
      }
    }),
  )
})

test('the counter that runs over moves the clock by a millisecond', () => {
  expect(nextHlc('2026-11-21T09:30:00.000Z#zzzz', '2026-11-21T09:00:00.000Z')).toBe('2026-11-21T09:30:00.001Z#0000')
})

test('a bucket holds what is put in and wastes less than half of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (bytes) => {
      const bucket = bucketOf(bytes)
      expect(bucket).toBeGreaterThanOrEqual(bytes)
      expect(bucket === 256 || bucket < bytes * 2).toBe(true)
    }),
  )
})

test.each([
  ['the same time', 'Sat, 21 Nov 2026 06:00:00 GMT', null],
  ['some minutes of drift', 'Sat, 21 Nov 2026 06:09:00 GMT', null],
  ['a clock that is years ahead', 'Mon, 21 Nov 2016 06:00:00 GMT', 3_652 * 86_400_000],
  ['a clock in the wrong zone, hours behind', 'Sat, 21 Nov 2026 09:00:00 GMT', -3 * 3_600_000],
  ['no time at all', null, null],
  ['words that are no time', 'soon', null],
])('%s beside the relay’s clock', (_words, heard, ahead) => {
  expect(clockAhead('2026-11-21T06:00:00.000Z', heard)).toBe(ahead)
})
