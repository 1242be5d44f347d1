import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Level } from './model.js'
import { firstHealth, type Health, isWorthTelling, readClock, readDisk, step } from './rules.js'

const now = '2026-11-21T06:00:00.000Z'
const level = fc.constantFrom(...Level.options)

/** All that is told of a service over some looks. */
function run(first: Level, readings: readonly Level[]): { health: Health; told: [Level, Level][] } {
  let health = firstHealth({ level: first, reason: null }, now)
  const told: [Level, Level][] = []
  for (const one of readings) {
    const before = health.level
    const next = step(health, { level: one, reason: null }, now)
    health = next.health
    if (next.isChanged && isWorthTelling(before, health.level)) told.push([before, health.level])
  }
  return { health, told }
}

test('what stays so is said after three looks at the most, once, and never again', () => {
  fc.assert(
    fc.property(level, fc.array(level), level, fc.integer({ min: 3, max: 50 }), (first, before, then, times) => {
      const { health, told } = run(first, [...before, ...new Array<Level>(times).fill(then)])
      expect(health.level).toBe(then)
      expect(told.length - run(first, before).told.length).toBeLessThanOrEqual(1)
    }),
  )
})

test('what flickers is not told of, however long', () => {
  fc.assert(
    fc.property(level, level, fc.integer({ min: 1, max: 100 }), (usual, odd, times) => {
      fc.pre(usual !== odd)
      expect(run(usual, new Array<Level[]>(times).fill([odd, usual]).flat()).told).toEqual([])
    }),
  )
})

test('two things that are told one after the other are never the same', () => {
  fc.assert(
    fc.property(level, fc.array(level, { maxLength: 200 }), (first, readings) => {
      const { told } = run(first, readings)
      for (const [before, after] of told) expect(before).not.toBe(after)
      for (const [index, [before]] of told.entries())
        if (index > 0) expect(isWorthTelling(told[index - 1]?.[1] ?? 'off', before)).toBe(false)
    }),
  )
})

test('little space and a clock that is behind are said in figures', () => {
  expect([50, 1.5, 0.1].map((gigabytes) => readDisk(gigabytes * 1e9).level)).toEqual(['running', 'degraded', 'failed'])
  expect(readDisk(1.5e9).reason).toBe('1.5 GB are free on the disk of the records.')
  expect(readClock(now, '2026-11-21T06:04:00.000Z').level).toBe('running')
  expect(readClock(now, '2026-11-21T07:00:00.000Z')).toEqual({
    level: 'failed',
    reason: 'The clock is 60 minutes behind what was written already.',
  })
})
