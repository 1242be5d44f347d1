import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCodeSound } from '../../core/kernel/code.js'
import { AnyId } from '../../core/kernel/ids.js'
import { Random } from './random.js'

const draw = (seed: number, count = 50) => {
  const random = new Random(seed)
  return Array.from({ length: count }, () => random.next())
}

test('the same seed draws the same numbers, on every machine and in every release', () => {
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  // Whoever changes these changes every picture and every figure that was made with the demo clinic.
  expect(draw(20_261_121, 3)).toMatchInlineSnapshot(`
    [
      1702412474,
      4239622750,
      3595153932,
    ]
  `)
})

test('numbers fall evenly between their bounds, both of which are reached', () => {
  const random = new Random(7)
  const counts = new Map<number, number>()
  for (let n = 0; n < 6_000; n += 1) {
    const rolled = random.int(1, 6)
    counts.set(rolled, (counts.get(rolled) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6])
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})

test('ids and codes are ones that records take, and none comes twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 }), (seed) => {
      const random = new Random(seed)
      const ids = Array.from({ length: 20 }, () => random.id())
      expect(new Set(ids).size).toBe(20)
      for (const id of ids) expect(AnyId.safeParse(id).success).toBe(true)
      expect(isCodeSound(random.code('P'))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a shuffled list has lost and gained nothing', () => {
  const list = Array.from({ length: 100 }, (_, n) => n)
  const shuffled = new Random(3).shuffled(list)
  expect(shuffled).not.toEqual(list)
  expect([...shuffled].sort((a, b) => a - b)).toEqual(list)
})

test('weights decide how often something is drawn', () => {
  const random = new Random(11)
  const often = { weight: 9, name: 'often' }
  const list = [often, { weight: 1, name: 'seldom' }]
  const drawn = Array.from({ length: 1_000 }, () => random.weighted(list))
  expect(drawn.filter((one) => one === often).length).toBeGreaterThan(850)
})
