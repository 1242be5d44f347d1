import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Level } from './model.js'
import {
  firstHealth,
  type Health,
  isWorthTelling,
  readCertificates,
  readClock,
  readDisk,
  readPrinters,
  step,
} from './rules.js'

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

test('a certificate that ends is said thirty days before, and is urgent a week before', () => {
  const endingIn = (days: number) => [
    { of: 'the relay', endsAt: new Date(Date.parse(now) + days * 86_400_000).toISOString() },
    { of: 'the payer Baobab', endsAt: '2040-01-01T00:00:00.000Z' },
  ]
  const levels = [31, 30, 8, 7, 1, 0, -1].map((days) => readCertificates(endingIn(days), now).level)
  expect(levels).toEqual(['running', 'degraded', 'degraded', 'failed', 'failed', 'failed', 'failed'])
  expect(readCertificates([], now).level).toBe('off')
  const words = [12, 1, 0, -1].map((days) => readCertificates(endingIn(days), now).reason)
  expect(words).toEqual([
    'The certificate of the relay ends in 12 days.',
    'The certificate of the relay ends tomorrow.',
    'The certificate of the relay ends today.',
    'The certificate of the relay has ended.',
  ])
})

test('a printer that was there and is gone is missed; a computer that never had one is not told of it', () => {
  const there = { name: 'Front desk', isStopped: false }
  expect(readPrinters([], [])).toEqual({ level: 'off', reason: 'No printer is set up on this computer.' })
  expect(readPrinters([there], ['Front desk'])).toEqual({ level: 'running', reason: null })
  expect(readPrinters([there], ['Front desk', 'Labels'])).toEqual({
    ...{ level: 'degraded', reason: 'The printer Labels is not found any more.' },
  })
  expect(readPrinters([{ ...there, isStopped: true }], [])).toEqual({
    ...{ level: 'degraded', reason: 'The printer Front desk is stopped.' },
  })
})
