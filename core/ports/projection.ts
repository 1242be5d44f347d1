import type { EntityKind } from '../kernel/entities.js'
import type { RecordBody } from '../kernel/record-body.js'
import type { Writer } from './database.js'

/** A record as it stood after one of its ops. */
export interface RecordState {
  body: RecordBody
  version: number
  /** The name of whoever made this version, and when their clock said. */
  by: string
  at: string
}

/** A record as its ops make it. */
export interface ProjectedRecord extends RecordState {
  id: string
  /**
   * All states before this one, in the order of hybrid time, where the record was merged: then what was written of it before
   * may be otherwise. Null where it went on by one version from the state that its rows show, or is new.
   */
  earlier: readonly RecordState[] | null
}

/**
 * Writes a record that came from another device, as merging made it, into its slice's tables: an insert where it is new, an
 * update where it is known; the same again changes nothing. It must accept every body that this release or an older one
 * recorded. A record that refers to one which is not here yet waits for it: the foreign key, or a {@link ReferenceMissing}
 * of the projection's own, says so. It is tried again from the beginning then, and what was written of it is written over.
 */
export type Projection = (db: Writer, record: ProjectedRecord) => void

/** The projections of a slice, by kind of record. */
export type Projections = Readonly<Partial<Record<EntityKind, Projection>>>

/** How each kind of record gets its rows; null for kinds that have none. */
export type AllProjections = Readonly<Record<EntityKind, Projection | null>>

/** The body as its slice recorded it. */
export const contentOf = <T>({ body }: RecordState): T => body as unknown as T
