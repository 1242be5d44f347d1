import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Adaptation, adapted, firstAdaptation, lineQuality, type Sample, type Step, steps } from './rules.js'

const fine: Omit<Sample, 'atMs'> = { lossPercent: 0, roundTripMs: 60, outgoingKbps: 2_000, isFlowing: true }
const walked = (line: (second: number) => Omit<Sample, 'atMs'>, seconds: number, from = firstAdaptation) => {
  let state: Adaptation = from
  const seen: Step[] = []
  for (let second = 0; second < seconds; second += 1) {
    state = adapted(state, { ...line(second), atMs: second * 1_000 })
    if (seen.at(-1) !== state.step) seen.push(state.step)
  }
  return { state, seen }
}
const anyLine = fc.record({
  lossPercent: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  roundTripMs: fc.option(fc.integer({ min: 0, max: 10_000 })),
  outgoingKbps: fc.option(fc.integer({ min: 0, max: 5_000 })),
  isFlowing: fc.boolean(),
})

describe('the steps of a call', () => {
  test('a good line stays at the full picture', () => {
    expect(walked(() => fine, 120).seen).toEqual(['high'])
  })

  test('a line of 200 kbit/s goes to the small picture and stays there', () => {
    expect(walked(() => ({ ...fine, outgoingKbps: 200 }), 120).state.step).toBe('low')
  })

  test('a line of 40 kbit/s keeps speech, and tries the picture ever more rarely', () => {
    const { seen } = walked((second) => ({ ...fine, outgoingKbps: 40, lossPercent: second % 2 }), 600)
    expect(seen[1]).toBe('audio-only')
    expect(seen.length).toBeLessThan(30)
    expect(seen).not.toContain('messages')
  })

  test('a dead line leads to sound, then to messages, and back up to the full picture by itself', () => {
    const dead = { ...fine, isFlowing: false }
    const { seen } = walked((second) => (second < 20 ? dead : fine), 90)
    expect(seen).toEqual(['high', 'audio-only', 'messages', 'audio-only', 'low', 'medium', 'high'])
  })

  test('after silence the picture is back within seconds, after weakness it is given more time', () => {
    const secondsUntilPicture = (trouble: Omit<Sample, 'atMs'>) => {
      const after = walked((second) => (second < 20 ? trouble : fine), 20).state
      let seconds = 0
      for (let state = after; steps.indexOf(state.step) > steps.indexOf('low'); seconds += 1)
        state = adapted(state, { ...fine, atMs: (20 + seconds) * 1_000 })
      return seconds
    }
    expect(secondsUntilPicture({ ...fine, isFlowing: false })).toBeLessThanOrEqual(7)
    expect(secondsUntilPicture({ ...fine, outgoingKbps: 5, lossPercent: 40 })).toBeGreaterThanOrEqual(12)
  })

  test('two seconds of trouble change nothing', () => {
    expect(walked((second) => (second === 5 || second === 6 ? { ...fine, lossPercent: 40 } : fine), 30).seen).toEqual([
      'high',
    ])
  })

  test('whatever the line does, it climbs one step at a time, and never at once', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 200 }), (lines) => {
        let state = firstAdaptation
        for (const [second, line] of lines.entries()) {
          const next = adapted(state, { ...line, atMs: second * 1_000 })
          const by = steps.indexOf(state.step) - steps.indexOf(next.step)
          expect(by).toBeLessThanOrEqual(1)
          if (by === 1 && state.changedAtMs !== null)
            expect(second * 1_000 - state.changedAtMs).toBeGreaterThanOrEqual(2_000)
          state = next
        }
      }),
    )
  })

  test('from wherever it is, a good line ends at the full picture within five minutes', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 120 }), (lines) => {
        const start = walked((second) => lines[second] ?? fine, lines.length).state
        const shifted = {
          ...start,
          badSinceMs: null,
          deadSinceMs: null,
          goodSinceMs: null,
          changedAtMs: 0,
          climbedAtMs: null,
        }
        expect(walked(() => fine, 300, shifted).state.step).toBe('high')
      }),
    )
  })

  test('the quality in words follows the step and the line', () => {
    const sample = { ...fine, atMs: 0 }
    expect(lineQuality(firstAdaptation, sample)).toBe('good')
    expect(lineQuality({ ...firstAdaptation, step: 'low' }, sample)).toBe('fair')
    expect(lineQuality({ ...firstAdaptation, step: 'audio-only' }, sample)).toBe('poor')
    expect(lineQuality(firstAdaptation, { ...sample, isFlowing: false })).toBe('lost')
  })
})
