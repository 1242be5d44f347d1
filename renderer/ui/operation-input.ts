import type * as z from 'zod'

export type Readiness<T> = { isReady: true; input: T } | { isReady: false; errors: Record<string, string> }

/**
 * What a form's values say as an operation's input. A blank field becomes null where the schema takes null; where it must be
 * filled, the error says so in words, and not that some type was expected.
 */
export function readInput<S extends z.ZodType>(schema: S, values: unknown): Readiness<z.output<S>> {
  const first = schema.safeParse(values, { error: plainWords })
  if (first.success) return { isReady: true, input: first.data }
  const blanks = first.error.issues.filter((issue) => isBlank(valueAt(values, issue.path)))
  const withNulls = blanks.reduce<unknown>((whole, issue) => replaceAt(whole, issue.path, null), values)
  const second = schema.safeParse(withNulls, { error: plainWords })
  if (second.success) return { isReady: true, input: second.data }
  const errors: Record<string, string> = {}
  for (const issue of second.error.issues) {
    const path = issue.path.map(String).join('.')
    errors[path] ??= isBlank(valueAt(values, issue.path)) ? 'Fill this in.' : issue.message
  }
  return { isReady: false, errors }
}

/** Sentences for what a schema says in the language of types; a schema's own sentences go before these. */
function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'too_small') {
    if (issue.origin === 'array')
      return issue.minimum === 1 ? 'Choose at least one.' : `Choose at least ${issue.minimum}.`
    return issue.origin === 'string' ? `At least ${issue.minimum} characters.` : `At least ${issue.minimum}.`
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'array') return `At most ${issue.maximum} of these.`
    return issue.origin === 'string' ? `At most ${issue.maximum} characters.` : `At most ${issue.maximum}.`
  }
  if (issue.code === 'invalid_type') return issue.expected === 'int' ? 'Give a whole number.' : 'Fill this in.'
  if (issue.code === 'invalid_value') return 'Choose one from the list.'
  if (issue.code === 'invalid_format' && issue.format === 'date') return 'Give a whole date.'
  return undefined
}

const isBlank = (value: unknown): boolean => value === '' || value === undefined || value === null

function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    whole,
  )
}

function replaceAt(whole: unknown, path: readonly PropertyKey[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(whole)) return whole.map((item, index) => (index === key ? replaceAt(item, rest, value) : item))
  if (typeof whole !== 'object' || whole === null) return whole
  return { ...whole, [key]: replaceAt(Reflect.get(whole, key), rest, value) }
}
