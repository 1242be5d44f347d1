import { describe, expect, test } from 'vitest'
import { counted, loadWords, preferredLanguage } from './speech.js'
import { type Language, languages } from './words.js'

const all = Object.keys(languages) as Language[]

/** Every sentence by its place. */
function sentences(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] =>
    typeof inner === 'string' ? [[`${path}${name}`, inner]] : sentences(inner, `${path}${name}.`),
  )
}
const isCounted = (place: string) => /^(inFront|waitMinutes|newMessages)\./.test(place)

describe.each(all)('the words in %s', (language) => {
  test('are all there, and none is left in another language', async () => {
    const said = sentences(await loadWords(language)).filter(([place]) => !isCounted(place))
    const english = new Map(sentences(await loadWords('en')))
    expect(said.map(([place]) => place)).toEqual([...english.keys()].filter((place) => !isCounted(place)))
    expect(said.filter(([, text]) => text.trim() === '')).toEqual([])
    const same = said.filter(([place, text]) => language !== 'en' && english.get(place) === text && text.includes(' '))
    expect(same).toEqual([])
  })

  test('count as the language counts', async () => {
    const words = await loadWords(language)
    const rules = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const one of [words.inFront, words.waitMinutes, words.newMessages])
      expect(Object.keys(one).sort()).toEqual([...rules].sort())
  })
})

test('numbers stand in the sentence that belongs to them', async () => {
  const { waitMinutes } = await loadWords('ar')
  expect([1, 2, 5, 40].map((count) => counted('ar', waitMinutes, count))).toEqual([
    'دقيقة واحدة تقريبًا',
    'دقيقتان تقريبًا',
    expect.stringMatching(/^(5|٥) دقائق تقريبًا$/),
    expect.stringMatching(/^(40|٤٠) دقيقة تقريبًا$/),
  ])
  expect(counted('en', (await loadWords('en')).inFront, 1)).toBe('1 person is before you')
})

test('a browser gets the first of its languages that we speak, otherwise English', () => {
  expect(preferredLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr')
  expect(preferredLanguage(['AR-eg'])).toBe('ar')
  expect(preferredLanguage(['sw'])).toBe('en')
  expect(preferredLanguage(['constructor'])).toBe('en')
})
