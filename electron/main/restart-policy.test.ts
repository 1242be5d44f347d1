import { expect, test } from 'vitest'
import { restartPolicy } from './restart-policy.js'

test('a crashed process comes back at once, then more and more slowly, and is given up after five in a minute', () => {
  const policy = restartPolicy()
  const delays = [0, 10, 20, 30, 40].map((nowMs) => policy.afterCrash(nowMs)?.delayMs)
  expect(delays).toEqual([0, 1000, 2000, 4000, 8000])
  expect(policy.afterCrash(50)).toBeNull()
})

test('crashes more than a minute apart are each the first', () => {
  const policy = restartPolicy()
  expect(policy.afterCrash(0)).toEqual({ attempt: 1, delayMs: 0 })
  expect(policy.afterCrash(60_000)).toEqual({ attempt: 1, delayMs: 0 })
})

test('a person who asks for another try gets all of them', () => {
  const policy = restartPolicy()
  for (let crash = 0; crash < 6; crash++) policy.afterCrash(crash)
  policy.forgive()
  expect(policy.afterCrash(10)).toEqual({ attempt: 1, delayMs: 0 })
})
