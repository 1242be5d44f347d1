/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * The one text of a JSON value: keys sorted by UTF-16 units, no white space (RFC 8785, for values whose numbers are integers
 * or short decimals, which is all we keep). Hashes and signatures are made over it.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const items = value as Readonly<Record<string, unknown>>
  let text = ''
  // Made for each record that is saved or arrives: sorting the names alone takes half of what sorting pairs does.
  for (const key of Object.keys(items).sort()) {
    const item = items[key]
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`
  }
  return `{${text}}`
}
