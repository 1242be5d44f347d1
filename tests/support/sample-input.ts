import * as z from 'zod'
import { catalogue } from '../../core/catalogue.js'

type JsonSchema = { readonly [key: string]: unknown }

/** What stands in a field of that name; undefined where the name says nothing. */
type ValueOf = (field: string) => string | undefined

/** The schema of an operation's input, as JSON Schema. */
export function inputSchemaOf(name: string): JsonSchema {
  const [slice = '', verb = ''] = name.split('.')
  const operations: Record<string, { '~orpc': { inputSchema?: unknown } }> | undefined =
    catalogue[slice as keyof typeof catalogue]
  const schema = operations?.[verb]?.['~orpc'].inputSchema
  if (!schema) throw new Error(`There is no operation ${name}.`)
  return z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as JsonSchema
}

/** The smallest input that the schema asks for, with the wanted values wherever a field of their name is, needed or not. */
export function sampleInput(schema: JsonSchema, valueFor: ValueOf): unknown {
  return sample(schema, '', valueFor)
}

function sample(schema: JsonSchema, field: string, valueFor: ValueOf): unknown {
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined
  if (choices) return sample(choices.find((choice) => choice.type !== 'null') ?? {}, field, valueFor)
  if (schema.type === 'string') return valueFor(field) ?? sampleText(schema)
  if (schema.type === 'integer' || schema.type === 'number')
    return Math.max(1, Number(schema.minimum ?? schema.exclusiveMinimum ?? 1))
  if (schema.type === 'boolean') return false
  if (schema.type === 'array')
    return schema.minItems ? [sample((schema.items ?? {}) as JsonSchema, field, valueFor)] : []
  return sampleObject(schema, valueFor)
}

function sampleObject({ properties = {}, required = [] }: JsonSchema, valueFor: ValueOf): object {
  const isNeeded = (name: string) => (required as string[]).includes(name) || valueFor(name) !== undefined
  const named = Object.entries(properties as Record<string, JsonSchema>).filter(([name]) => isNeeded(name))
  return Object.fromEntries(named.map(([name, schema]) => [name, sample(schema, name, valueFor)]))
}

/** One of these has the form that a pattern wants. */
const tries = [
  'x',
  'USD',
  'KE',
  'en',
  '1',
  '09:00',
  '2026-11-23',
  '2026-10',
  'R-000000',
  'J03.9',
  '+254712345678',
  'a@b.co',
  'x'.repeat(22),
]

function sampleText({ format, pattern, minLength }: JsonSchema): string {
  if (format === 'date') return '2026-11-23'
  if (format === 'date-time') return '2026-11-21T06:00:00.000Z'
  if (format === 'base64') return 'JVBERi0='
  const fits = typeof pattern === 'string' ? tries.find((text) => new RegExp(pattern, 'u').test(text)) : undefined
  return fits ?? 'x'.repeat(Math.max(1, Number(minLength ?? 1)))
}
