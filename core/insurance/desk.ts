import type { ReactionTools } from '../ports/reaction.js'

/** What acts on coverage and claims need of the outside world; `by` is the name of whoever acts. */
export type Desk = Pick<ReactionTools, 'clinic' | 'keys' | 'now' | 'newId' | 'newCode'> & { by: string }

/** The same for acts that make nothing which the chain must know. */
export type Clerk = Pick<Desk, 'by' | 'now' | 'newId'>
