import type { Instant } from '../kernel/instant.js'
import type { RecordBody } from '../kernel/record-body.js'
import type { Writer } from './database.js'
import type { Subject } from './unit.js'

/** A record that a transaction changed, as it stands now. */
export interface Touched extends Subject {
  body: RecordBody
  /** The ops between which a person must choose; empty where there is nothing to choose. */
  conflict: readonly string[]
}

/** What the clock of another device showed when it wrote the last of what was received. */
export interface ClockReading {
  device: string
  at: Instant
}

/**
 * Looks, in the transaction that changed them, for what a person must decide about these records, and notes it.
 * @returns whether there is something new to decide, or something less.
 */
export type ConflictCheck = (
  db: Writer,
  touched: readonly Touched[],
  clocks: readonly ClockReading[],
  now: Instant,
) => boolean
