import type * as z from 'zod'

/** An operation's own input schema, for a form: `inputSchemaOf(tasks.complete)`. Every operation of the catalogue has one. */
export function inputSchemaOf(operation: { '~orpc': { inputSchema?: z.ZodType | undefined } }): z.ZodType {
  const schema = operation['~orpc'].inputSchema
  if (schema === undefined) throw new Error('This operation declares no input.')
  return schema
}
