import type { Instant } from '../kernel/instant.js'
import type { Ids } from '../ports/clock.js'
import type { DatabasePort } from '../ports/database.js'
import type { Act, Journal } from '../ports/journal.js'
import type { UsageSeals } from '../ports/meter.js'
import type { WriteUnit } from '../ports/unit.js'
import type { UsageLine } from './model.js'
import { hourOf, wordsOf } from './rules.js'
import * as store from './store.js'

/** Who writes lines, and with what. */
export interface LineWriter extends Ids {
  tenantId: string
  deviceId: string
  seals: Pick<UsageSeals, 'hash' | 'sign'>
  now(): Instant
}

type LineContent = store.Counted & Pick<UsageLine, 'source'> & { id?: string }

/** Writes lines at the end of this workstation's chain, each with its hash and signature. */
export function sealLines(unit: WriteUnit, writer: LineWriter, contents: readonly LineContent[]): UsageLine[] {
  const { tenantId, deviceId: device, seals } = writer
  let { seq, hash: prevHash } = store.readLastLine(unit, device) ?? { seq: 0, hash: '' }
  return contents.map(({ id = writer.newId(), hour, resource, quantity, source }) => {
    seq += 1
    const open = { id, tenantId, device, seq, hour, resource, quantity, source, sealedAt: writer.now(), prevHash }
    const hash = seals.hash(wordsOf({ ...open, hash: '', signature: '' }))
    const line: UsageLine = { ...open, hash, signature: seals.sign(hash) }
    store.putLine(unit, line)
    unit.recorded({ kind: 'usage-line', id, patientId: null, version: 1, body: line })
    prevHash = hash
    return line
  })
}

export interface Metering extends LineWriter {
  database: Pick<DatabasePort, 'read' | 'transact'>
  journal: Pick<Journal, 'transact'>
  act: Act
}

/** What was used since the last look, as far as only the running program knows it. */
export type Sample = Readonly<Record<'compute' | 'storage' | 'network', number>>

/**
 * Keeps a sample with its hour, and writes the lines of the hours that are over. Calls, messages and transactions are counted out
 * of their own rows then, so that what was recorded is metered exactly once, whatever was killed in between.
 */
export function meter(parts: Metering, sample: Sample): void {
  const { database, journal, act, deviceId } = parts
  const hour = hourOf(parts.now())
  database.transact((db) => {
    for (const resource of ['compute', 'storage', 'network'] as const) {
      const quantity = sample[resource]
      if (quantity > 0) store.addPending(db, { hour, resource, quantity })
    }
    // What was there before the first look was nobody's to meter.
    if (store.readMeteredUntil(db) === null) store.saveMeteredUntil(db, hour)
  })
  const from = database.read(store.readMeteredUntil) ?? hour
  if (from >= hour) return
  const counted = database.read((db) => [
    ...store.readPending(db, hour),
    ...store.countVisits(db, deviceId, from, hour),
    ...store.countTransactions(db, from, hour),
  ])
  counted.sort((a, b) => (a.hour < b.hour ? -1 : a.hour > b.hour ? 1 : 0))
  if (counted.length === 0) {
    database.transact((db) => store.saveMeteredUntil(db, hour))
    return
  }
  journal.transact(act, (unit) => {
    sealLines(
      unit,
      parts,
      counted.map((one) => ({ ...one, source: 'metered' })),
    )
    store.dropPending(unit, hour)
    store.saveMeteredUntil(unit, hour)
  })
}
