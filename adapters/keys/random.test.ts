import { expect, test } from 'vitest'
import { randomBytes } from './random.js'

test('bytes are given once, and are not those of the pool', () => {
  const given = Array.from({ length: 500 }, () => randomBytes(11))
  expect(new Set(given.map((bytes) => bytes.toString('hex'))).size).toBe(500)
  for (const bytes of given) expect(bytes).toHaveLength(11)
})

test('they are as even as chance makes them', () => {
  const bytes = Buffer.concat(Array.from({ length: 4_000 }, () => randomBytes(32)))
  const ones = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  // A million coins: six standard deviations.
  expect(Math.abs(ones - bytes.length * 4)).toBeLessThan(6 * Math.sqrt(bytes.length * 2))
})

test('more than ids and salts need is refused', () => {
  expect(() => randomBytes(4_096)).toThrow(RangeError)
})
