/** An object out of a file: nothing about it is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects at a key; one that should have been in a list is taken as a list of one. */
export function objectsAt(object: JsonObject, key: string): JsonObject[] {
  const value = object[key]
  return (Array.isArray(value) ? value : [value]).filter(isObject)
}

export const objectAt = (object: JsonObject, key: string): JsonObject | undefined => objectsAt(object, key)[0]

/** The text at a key as one clean line; undefined where there is none. A number is read as its digits. */
export function textAt(object: JsonObject, key: string): string | undefined {
  return cleanLine(object[key])
}

export function textsAt(object: JsonObject, key: string): string[] {
  const value = object[key]
  return (Array.isArray(value) ? value : [value]).flatMap((item) => cleanLine(item) ?? [])
}

/** One line without control characters or broken surrogates, which the records cannot keep. */
function cleanLine(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  if (typeof value !== 'string') return undefined
  const line = value
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .normalize('NFC')
    .trim()
  return line === '' ? undefined : line
}

/** What a CodeableConcept says: its own words, else a code's display, else the code. */
export function conceptText(concept: JsonObject | undefined): string | undefined {
  if (!concept) return undefined
  const codings = objectsAt(concept, 'coding')
  return (
    textAt(concept, 'text') ??
    codings.map((coding) => textAt(coding, 'display')).find(Boolean) ??
    codings.map((coding) => textAt(coding, 'code')).find(Boolean)
  )
}

/** The codes of a CodeableConcept, in its order. */
export const codesOf = (concept: JsonObject | undefined): string[] =>
  concept ? objectsAt(concept, 'coding').flatMap((coding) => textAt(coding, 'code') ?? []) : []
