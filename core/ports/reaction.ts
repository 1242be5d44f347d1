import type { DomainEvent } from '../kernel/domain-event.js'
import type { Instant } from '../kernel/instant.js'
import type { Clinic } from '../tenancy/model.js'
import type { Act } from './journal.js'
import type { ClinicKeys } from './keys.js'
import type { WriteUnit } from './unit.js'

/** What a reaction may use besides the open transaction. */
export interface ReactionTools {
  act: Act
  clinic: Clinic
  keys: ClinicKeys
  now(): Instant
  newId(): string
  newCode(prefix: string): string
}

/** What a slice does, in the same transaction, when another slice says that something happened. */
export type Reaction = (event: DomainEvent, unit: WriteUnit, tools: ReactionTools) => void
