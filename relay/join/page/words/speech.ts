import type { Counted, Language, Words } from './words.js'
import { languages } from './words.js'

/** Which of our languages a browser asks for. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split('-')[0] ?? ''
    if (Object.hasOwn(languages, code)) return code as Language
  }
  return 'en'
}

/** A number in a sentence, as the language counts. */
export function counted(language: Language, sentences: Counted, count: number): string {
  const rule = new Intl.PluralRules(language).select(count)
  const shown = new Intl.NumberFormat(language).format(count)
  return (sentences[rule] ?? sentences.other).replace('#', shown)
}

const loaders: Readonly<Record<Language, () => Promise<{ words: Words }>>> = {
  en: () => import('./en.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  ar: () => import('./ar.js'),
  hi: () => import('./hi.js'),
}

/** Each language is a file of its own: a phone loads the one that it shows. */
export const loadWords = async (language: Language): Promise<Words> => (await loaders[language]()).words
