import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Upkeep } from './upkeep.js'

let done = 0
let failures: unknown[] = []

beforeEach(() => {
  vi.useFakeTimers()
  done = 0
  failures = []
})

afterEach(() => {
  vi.useRealTimers()
})

const count = () => {
  done += 1
}
const note = (error: unknown) => {
  failures.push(error)
}

test('it is done once people rest, and not again until something was changed', () => {
  const upkeep = new Upkeep(count, note)
  for (let second = 0; second < 10; second += 1) {
    upkeep.changed()
    vi.advanceTimersByTime(1_000)
  }
  expect(done).toBe(0)
  vi.advanceTimersByTime(1_000)
  expect(done).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(done).toBe(1)
  upkeep.changed()
  vi.advanceTimersByTime(2_000)
  expect(done).toBe(2)
})

test('some thousand changes without a rest are enough', () => {
  const upkeep = new Upkeep(count, note)
  for (let n = 0; n < 4_000; n += 1) upkeep.changed()
  vi.advanceTimersByTime(0)
  expect(done).toBe(1)
})

test('what fails is told and tried again at the next rest; nothing happens after it was stopped', () => {
  let isBroken = true
  const upkeep = new Upkeep(() => {
    if (isBroken) throw new Error('disk')
    count()
  }, note)
  upkeep.changed()
  vi.advanceTimersByTime(2_000)
  expect(failures).toHaveLength(1)
  isBroken = false
  upkeep.changed()
  vi.advanceTimersByTime(2_000)
  expect(done).toBe(1)
  upkeep.changed()
  upkeep.stop()
  upkeep.changed()
  vi.advanceTimersByTime(60_000)
  expect(done).toBe(1)
})
