/** A decision: the value, or a refusal with the code that the operation declares and what the user needs to go on. */
export type Outcome<T, Refusal> = { ok: true; value: T } | { ok: false; refusal: Refusal }

/** It may be done, with this result. */
export const accept = <T>(value: T) => ({ ok: true, value }) as const
/** It may not be done, for this reason. */
export const refuse = <R>(refusal: R) => ({ ok: false, refusal }) as const
