import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchPulse } from './pulse.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched(answers: (asked: number) => boolean) {
  const seen = { asked: 0, silent: 0 }
  const pulse = watchPulse({
    everyMs: 1000,
    missesAllowed: 3,
    ask: () => {
      seen.asked += 1
      if (answers(seen.asked)) pulse.answered()
    },
    onSilent: () => {
      seen.silent += 1
    },
  })
  return { pulse, seen }
}

test('a node that answers is never taken for hung', () => {
  const { seen } = watched(() => true)
  vi.advanceTimersByTime(100_000)
  expect(seen).toEqual({ asked: 100, silent: 0 })
})

test('a slow node that answers the last question allowed is left alone', () => {
  const { seen } = watched((asked) => asked % 3 === 0)
  vi.advanceTimersByTime(100_000)
  expect(seen.silent).toBe(0)
})

test('a node that stops answering is told of once, and asked no more', () => {
  const { seen } = watched((asked) => asked <= 5)
  vi.advanceTimersByTime(100_000)
  expect(seen).toEqual({ asked: 8, silent: 1 })
})

test('a pulse that was stopped tells nothing', () => {
  const { pulse, seen } = watched(() => false)
  vi.advanceTimersByTime(2000)
  pulse.stop()
  vi.advanceTimersByTime(100_000)
  expect(seen.silent).toBe(0)
})
