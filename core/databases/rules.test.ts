import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SecureDatabaseStatus, WantedStatus } from './model.js'
import { afterInterruption, decideStatus, growthOf, mayBeOpened, mayFollow } from './rules.js'

const status = fc.constantFrom(...SecureDatabaseStatus.options)
const wanted = fc.constantFrom(...WantedStatus.options)

test('whatever is wished, in whatever order, a shredded database stays shredded, and no step is taken that may not follow', () => {
  fc.assert(
    fc.property(status, fc.array(fc.tuple(wanted, fc.boolean())), (start, wishes) => {
      let now = start
      for (const [wish, isConfirmed] of wishes) {
        const decided = decideStatus({ name: 'Archive', status: now }, wish, isConfirmed ? 'Archive' : undefined)
        if (!decided.ok) continue
        expect(mayFollow(now, decided.value)).toBe(true)
        expect(now).not.toBe('shredded')
        if (decided.value === 'shredded') expect(isConfirmed).toBe(true)
        now = decided.value
      }
    }),
  )
})

test('nobody has a say while it is being written', () => {
  fc.assert(
    fc.property(fc.constantFrom('encrypting' as const, 'rotating' as const), wanted, (now, wish) => {
      expect(decideStatus({ name: 'A', status: now }, wish, 'A').ok).toBe(false)
      expect(mayBeOpened(now)).toBe(false)
    }),
  )
})

test('after an interruption nothing is under way, and a database without a key is never called ready', () => {
  fc.assert(
    fc.property(status, fc.boolean(), (before, isKeyThere) => {
      const after = afterInterruption(before, isKeyThere)?.status ?? before
      expect(['encrypting', 'rotating']).not.toContain(after)
      if (!isKeyThere) expect(['failed', 'shredded']).toContain(after)
      expect(afterInterruption(after, isKeyThere)).toBeNull()
    }),
  )
})

test('growth is told from the second day on', () => {
  expect(growthOf([])).toBeNull()
  expect(growthOf([{ day: '2026-02-27', bytes: 10 }])).toBeNull()
  const sizes = [
    { day: '2026-02-27', bytes: 10 },
    { day: '2026-03-02', bytes: 4 },
  ]
  expect(growthOf(sizes)).toEqual({ bytes: -6, days: 3 })
})
