import { isObject, type JsonObject } from './json.js'

/** Elements that every resource may have and that say nothing about the person. */
const bookkeeping = new Set(['resourceType', 'id', 'meta', 'text', 'language', 'implicitRules'])

/** Says in one remark what a resource holds besides what was taken. `words` names each element as people would. */
export function leftOut(
  resource: JsonObject,
  taken: ReadonlySet<string>,
  words: Readonly<Record<string, string>>,
): string[] {
  const named = Object.entries(resource)
    .filter(([key, value]) => !bookkeeping.has(key) && !taken.has(key) && saysSomething(value))
    .map(([key]) => words[key] ?? commonWords[key] ?? (key.startsWith('_') ? 'extensions' : `“${key}”`))
  const list = [...new Set(named)]
  return list.length === 0 ? [] : [`Not taken in: ${joined(list)}.`]
}

const commonWords: Readonly<Record<string, string>> = {
  identifier: 'identifiers',
  extension: 'extensions',
  contained: 'contained resources',
  note: 'notes',
}

/** A false, an empty list and an empty object hold nothing that could be lost. */
function saysSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false
  if (Array.isArray(value)) return value.some(saysSomething)
  return isObject(value) ? Object.keys(value).length > 0 : true
}

/** `a`, `a and b`, `a, b and c`; past eight the rest is counted. */
export function joined(list: readonly string[]): string {
  if (list.length > 8) return `${list.slice(0, 8).join(', ')} and ${list.length - 8} more`
  return list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`
}

/** The text, cut at so many UTF-16 units where it is longer; then a remark says so. */
export function fitted(text: string, max: number, what: string, remarks: string[]): string {
  if (text.length <= max) return text
  remarks.push(`${what} was cut to ${max} characters.`)
  return text
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
}
