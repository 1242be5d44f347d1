import type { Client } from './clinic.js'

/** Calls an operation by its name with any input: what a program that knows no types could send. */
export function call(client: Client, name: string, input: unknown): Promise<unknown> {
  const [slice = '', verb = ''] = name.split('.')
  const operations = client[slice as keyof Client] as unknown as Record<string, (input: unknown) => Promise<unknown>>
  const operation = operations[verb]
  if (!operation) throw new Error(`There is no operation ${name}.`)
  return operation(input)
}

/** The code with which a call was refused; `none` where it was not. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'none'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `not a refusal: ${String(error)}`
  }
}
