import { expect, test } from 'vitest'
import { runStages, type Step } from './run-steps.mjs'
import { Turns } from './turns.mjs'

const collect = () => {
  const lines: string[] = []
  return { lines, out: { write: (chunk: Uint8Array | string) => lines.push(String(chunk)) } }
}

test('what one program says stays together, the first speaks at once', () => {
  const { lines, out } = collect()
  const turns = new Turns(out)
  const journeys = turns.begin()
  const relay = turns.begin()
  relay.say('relay 1')
  journeys.say('journeys 1')
  expect(lines).toEqual(['journeys 1'])
  relay.say('relay 2')
  relay.end()
  const sync = turns.begin()
  sync.say('sync 1')
  journeys.say('journeys 2')
  journeys.end()
  expect(lines).toEqual(['journeys 1', 'journeys 2', 'relay 1', 'relay 2', 'sync 1'])
  sync.say('sync 2')
  expect(lines.at(-1)).toBe('sync 2')
})

test('a run that is stopped still says what was kept', () => {
  const { lines, out } = collect()
  const turns = new Turns(out)
  turns.begin().say('hangs')
  turns.begin().say('kept')
  turns.flush()
  expect(lines).toEqual(['hangs', 'kept'])
})

test('every step runs after a failure, but for those that need what failed', async () => {
  const { lines, out } = collect()
  const ran: string[] = []
  const step = (name: string, code: number, needs?: string): Step => ({
    name,
    hint: `mend ${name}`,
    ...(needs && { needs }),
    run: async () => {
      ran.push(name)
      return code
    },
  })
  const stages = [[[step('build', 1)]], [[step('journeys', 0, 'build')], [step('lint', 0)]]]
  expect(await runStages(stages, out)).toBe(1)
  expect(ran).toEqual(['build', 'lint'])
  expect(lines.join('')).toContain('it needs the step "build"')
  expect(lines.join('')).toContain('2 of 3 steps failed')
})
