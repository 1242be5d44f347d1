import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choose, isShown, readChoices } from './column-choice.js'

const name = { key: 'name', isEssential: true }
const phone = { key: 'phone' }
const code = { key: 'code', isExtra: true }

test('a table shows its usual columns until a person says otherwise, and always the one that names the row', () => {
  const shown = (choices: Record<string, boolean>) =>
    [name, phone, code].filter((column) => isShown(column, choices)).map(({ key }) => key)
  expect(shown({})).toEqual(['name', 'phone'])
  expect(shown({ phone: false, code: true })).toEqual(['name', 'code'])
  expect(shown({ name: false, phone: false })).toEqual(['name'])
})

test('what was chosen last counts, and the usual is no choice', () => {
  const column = fc.record({ key: fc.constantFrom('a', 'b'), isExtra: fc.boolean() })
  fc.assert(
    fc.property(column, fc.array(fc.boolean(), { minLength: 1 }), (chosen, wishes) => {
      const choices = wishes.reduce((before, isWanted) => choose(chosen, isWanted, before), {})
      const last = wishes.at(-1) ?? false
      expect(isShown(chosen, choices)).toBe(last)
      expect(Object.keys(choices)).toHaveLength(last === !chosen.isExtra ? 0 : 1)
      expect(readChoices(JSON.stringify(choices))).toEqual(choices)
    }),
  )
})

test('what cannot be read on this computer is as if nobody had chosen', () => {
  expect(readChoices(undefined)).toEqual({})
  for (const kept of ['', '{', 'null', '7', '["a"]', '{"a":1}']) expect(readChoices(kept)).toEqual({})
})
