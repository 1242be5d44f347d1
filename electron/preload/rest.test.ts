import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { giveMemoryBackAtRest } from './rest.js'

let changed: () => void
let given: number[]
let page: EventTarget

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  vi.stubGlobal(
    'MutationObserver',
    class {
      constructor(notice: () => void) {
        changed = notice
      }
      observe() {}
    },
  )
  given = []
  page = new EventTarget()
  giveMemoryBackAtRest(page as Window, () => void given.push(performance.now()))
  page.dispatchEvent(new Event('DOMContentLoaded'))
  vi.advanceTimersByTime(60_000)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page that nothing happens to keeps what it has', () => {
  expect(given).toEqual([])
})

test('memory is given back once, when neither the person nor the page does anything any more', () => {
  page.dispatchEvent(new Event('keydown'))
  vi.advanceTimersByTime(1_000)
  changed()
  vi.advanceTimersByTime(1_400)
  expect(given).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(given).toEqual([62_500])
})

test('a page that changes each second is tidied at most each ten seconds', () => {
  for (let second = 0; second < 40; second += 1) {
    changed()
    vi.advanceTimersByTime(2_000)
  }
  expect(given.length).toBeGreaterThan(3)
  for (const [index, at] of given.slice(1).entries()) expect(at - (given[index] ?? 0)).toBeGreaterThanOrEqual(10_000)
})
