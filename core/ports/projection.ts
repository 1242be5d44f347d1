import type { EntityKind } from '../kernel/entities.js'
import type { RecordBody } from '../sync/merge.js'
import type { Writer } from './database.js'

/**
 * Writes a record that came from another device, as merging made it, into its slice's tables: an insert where it is new, an
 * update where it is known. It must accept every body that this release or an older one recorded, in any order of arrival of
 * records: what it refers to may come later, so foreign keys are checked at the end of the transaction.
 */
export type Projection = (
  db: Writer,
  record: { id: string; body: RecordBody; version: number; by: string; at: string },
) => void

/** The projections of a slice, by kind of record. */
export type Projections = Readonly<Partial<Record<EntityKind, Projection>>>
