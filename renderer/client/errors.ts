import { ORPCError } from '@orpc/client'
import type { FieldProblem } from '../../core/kernel/operation.js'

/** The local node stopped while an answer was awaited, or could not be reached at all. */
export class NodeLostError extends Error {
  constructor() {
    super('MediChain’s records service stopped before it answered. What was saved is safe. Look before you try again.')
    this.name = 'NodeLostError'
  }
}

/** The codes that an operation declares, from the type of its errors. */
export type CodeOf<E> = E extends ORPCError<infer C, unknown> ? C : never
export type RefusalOf<E, C> = Extract<E, ORPCError<C & string, unknown>>

/** Whether an operation answered with this refusal; afterwards `error.data` has the refusal's type. */
export function isRefusal<E, C extends CodeOf<E>>(error: E | null, code: C): error is RefusalOf<E, C> & E {
  return error instanceof ORPCError && error.code === code
}

/** The sentence to show for whatever went wrong. */
export function messageOf(error: unknown): string {
  if (error instanceof ORPCError || error instanceof NodeLostError) {
    const detail = detailOf(error)
    return detail === undefined ? error.message : `${error.message} ${detail}`
  }
  return 'Something went wrong in this window. Nothing was sent. Try again, or reload the window.'
}

/** What a refusal adds to its sentence: the reason that its data carries. */
function detailOf(error: unknown): string | undefined {
  const reason = dataField(error, 'reason')
  return typeof reason === 'string' ? reason : undefined
}

/** The reference of a defect, for the person to quote. */
export function referenceOf(error: unknown): string | undefined {
  const reference = dataField(error, 'reference')
  return typeof reference === 'string' ? reference : undefined
}

/** The fields that the node found at fault, if it was that. */
export function fieldProblemsOf(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return []
  const fields = dataField(error, 'fields')
  return Array.isArray(fields) ? fields : []
}

/** Whether it was refused because nobody is signed in any more. */
export const isSignedOut = (error: unknown): boolean => error instanceof ORPCError && error.code === 'UNAUTHORIZED'

function dataField(error: unknown, name: string): unknown {
  if (!(error instanceof ORPCError)) return undefined
  const data: unknown = error.data
  return typeof data === 'object' && data !== null ? Object.getOwnPropertyDescriptor(data, name)?.value : undefined
}
