import { checkBatch } from '../../adapters/oplog/batch.js'
import { decodePage, type LivePage, type PagedBatch } from '../../adapters/oplog/page.js'
import { verifyingKeyOf } from '../../adapters/oplog/signing.js'
import type { DistrustReason } from '../../core/devices/model.js'
import type { Refusal } from '../../core/ports/journal.js'
import { Distrust } from './distrust.js'
import type { Connected } from './parts.js'
import {
  hashAt,
  headOf,
  park,
  parkedDevices,
  quarantine,
  readDevices,
  readParked,
  readRelay,
  saveBatchHead,
  saveCursor,
  unpark,
} from './state.js'
import { BatchVerifier, type LogView, type VerifiedBatch } from './verify.js'

/** Taken over in one transaction: the window is served in between. */
const opsAtOnce = 1_000

export interface PullOptions {
  /** Also this device's own batches: it was restored from a backup. */
  isOwnWanted: boolean
  /** From the tenant's first batch: something is missing, and all that the relay has is looked at again. */
  isFromStart: boolean
  /** A snapshot was taken over just now: it may hold a little more than its cursor says. */
  isAfterSnapshot: boolean
  /** Asked when a batch names a device that is not known yet. */
  refreshDirectory(): Promise<void>
}

interface Placed extends VerifiedBatch {
  cursor: number
  bytes: Uint8Array
}

/**
 * Takes over everything that the relay has and this device has not. What is sound is kept even where something after it is not.
 * @returns how many ops were new.
 * @throws {Distrust} at the first batch that is not sound; the cursor stays before it.
 */
export async function pullAll(parts: Connected, options: PullOptions): Promise<number> {
  let received = 0
  let after = options.isFromStart ? 0 : cursorOf(parts)
  for (;;) {
    const page = await parts.client.pull(after, options.isOwnWanted)
    if (page.cursor < cursorOf(parts))
      throw new Distrust('ROLLED_BACK', { detail: `cursor ${page.cursor}, which was ${cursorOf(parts)}` })
    const entries = entriesOf(page.bytes)
    const taken = await takePage(parts, entries, { after, reached: Math.min(page.reached, page.cursor) }, options)
    received += taken.received
    if (taken.reached >= page.cursor || taken.reached === after) return received
    after = taken.reached
  }
}

/**
 * Takes over what the relay sent by itself, where it goes on from what is here.
 * @returns undefined where it does not: then the relay must be asked.
 * @throws {Distrust}
 */
export async function takeLive(
  parts: Connected,
  { after, bytes }: LivePage,
  options: PullOptions,
): Promise<number | undefined> {
  const here = cursorOf(parts)
  if (after > here) return undefined
  const entries = entriesOf(bytes)
  const reached = entries.at(-1)?.cursor ?? 0
  // What was asked for meanwhile is here.
  if (reached <= here) return 0
  const news = entries.filter(({ cursor }) => cursor > here)
  return (await takePage(parts, news, { after: here, reached }, options)).received
}

/** Takes over the sound batches of a page. @throws {Distrust} after that, at the first that is not. */
async function takePage(
  parts: Connected,
  entries: readonly PagedBatch[],
  span: { after: number; reached: number },
  options: PullOptions,
): Promise<{ received: number; reached: number }> {
  const { batches, failure } = await verifyPage(parts, entries, span.after, options)
  const reached = failure ? (batches.at(-1)?.cursor ?? span.after) : Math.max(span.after, span.reached)
  let received = 0
  for (const group of groupsOf(batches)) {
    received += await take(parts, group.batches, group.isLast ? reached : group.cursor)
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (batches.length === 0 && reached > cursorOf(parts)) parts.database.transact((db) => saveCursor(db, reached))
  if (failure) throw failure
  return { received, reached }
}

const cursorOf = ({ database }: Connected): number => database.read(readRelay)?.cursor ?? 0

function entriesOf(bytes: Uint8Array): PagedBatch[] {
  try {
    return decodePage(bytes)
  } catch (error) {
    throw new Distrust('MALFORMED', { detail: error instanceof Error ? error.message : 'no page', bytes })
  }
}

/** The sound batches at the beginning of a page, and what is wrong with the one after them. */
async function verifyPage(
  parts: Connected,
  entries: readonly PagedBatch[],
  after: number,
  options: PullOptions,
): Promise<{ batches: Placed[]; failure: Distrust | null }> {
  const isMoved = parts.database.read(readRelay)?.isMoved === true
  const isRepeatExpected = options.isFromStart || options.isOwnWanted || options.isAfterSnapshot || isMoved
  const unread = parts.database.read(parkedDevices)
  const batches: Placed[] = []
  let verifier = new BatchVerifier(viewOf(parts))
  let last = after
  for (const { cursor, batch: bytes } of entries) {
    const check = () => verifier.check(bytes, isRepeatExpected, unread)
    try {
      if (cursor <= last) throw new Distrust('REORDERED', { detail: `cursor ${cursor} after ${last}`, bytes })
      last = cursor
      const checked = await orAgain(check, async () => {
        await options.refreshDirectory()
        verifier = new BatchVerifier(viewOf(parts, batches))
        return check()
      })
      if (checked) batches.push({ ...checked, cursor, bytes })
    } catch (error) {
      if (error instanceof Distrust) return { batches, failure: error }
      throw error
    }
  }
  return { batches, failure: null }
}

/** A device that is not known may have been let in since the directory was read. */
async function orAgain<T>(check: () => T, again: () => Promise<T>): Promise<T> {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof Distrust) || error.reason !== 'UNKNOWN_DEVICE') throw error
    return again()
  }
}

/** The logs as they are here, with batches on top that were verified and not yet taken over. */
function viewOf({ database, secrets }: Connected, pending: readonly VerifiedBatch[] = []): LogView {
  const devices = new Map(database.read(readDevices).map((device) => [device.id, device]))
  const ends = new Map(pending.map(({ head }) => [head.device, head]))
  return {
    tenant: secrets.tenantId,
    device: (id) => devices.get(id),
    headOf(id) {
      const end = ends.get(id)
      if (end) return { seq: end.fromSeq + end.count - 1, hash: end.lastHash }
      return database.read((db) => headOf(db, id))
    },
    hashAt: (id, seq) => database.read((db) => hashAt(db, id, seq)),
  }
}

function* groupsOf(batches: readonly Placed[]): Generator<{ batches: Placed[]; cursor: number; isLast: boolean }> {
  let group: Placed[] = []
  let ops = 0
  for (const [index, batch] of batches.entries()) {
    group.push(batch)
    ops += batch.ops.length
    const isLast = index === batches.length - 1
    if (!isLast && ops < opsAtOnce) continue
    yield { batches: group, cursor: batch.cursor, isLast }
    group = []
    ops = 0
  }
}

/** Takes batches into the log, and moves the cursor with them, all in one transaction. */
async function take(parts: Connected, batches: readonly Placed[], cursor: number): Promise<number> {
  const before = parts.database.read(parkedDevices)
  const ops = batches
    .filter(({ head }) => !before.has(head.device))
    .flatMap(({ ops }) => ops.map(({ header, body, hash }) => ({ header: textOf(header), body, digest: hash })))
  await parts.journal.prepare(ops)
  const outcome = parts.journal.receive(ops, { name: 'relay' }, (db, { refused }) => {
    const unread = new Map(refused.map(({ device, code }) => [device, code as string]))
    for (const device of before) unread.set(device, 'BEHIND_UNREAD')
    for (const { head, cursor, bytes } of batches) {
      const reason = unread.get(head.device)
      if (reason === undefined) saveBatchHead(db, head)
      else park(db, { cursor, device: head.device, reason, bytes })
    }
    for (const { device, seq, code } of refused)
      quarantine(db, { at: parts.clock.now(), reason: reasonOf(code), device, detail: `op ${seq}`, bytes: null })
    saveCursor(db, cursor)
  })
  return outcome.received
}

/** The header's text; its bytes lie in the page, and are not copied. */
const textOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString()

/** What is well signed and still not taken was written by a device that knows more than this one, or that is broken. */
const reasonOf = (code: Refusal['code']): DistrustReason => (code === 'EPOCH_UNKNOWN' ? 'UNKNOWN_EPOCH' : 'UNREADABLE')

/** Tries again what could not be read: its epoch's key may have come, or MediChain was updated. */
export function takeParked(parts: Connected): number {
  let received = 0
  const stuck = new Set<string>()
  const devices = new Map(parts.database.read(readDevices).map((device) => [device.id, device]))
  for (const { cursor, device, bytes } of parts.database.read(readParked)) {
    const known = devices.get(device)
    if (!known || stuck.has(device)) continue
    const { head, ops } = checkBatch(bytes, verifyingKeyOf(known.certificate.signingKey))
    const sealed = ops.map((op) => ({ header: Buffer.from(op.header).toString(), body: op.body }))
    const outcome = parts.journal.receive(sealed, { name: 'relay' }, (db, { refused }) => {
      if (refused.length > 0) return
      saveBatchHead(db, head)
      unpark(db, cursor)
    })
    if (outcome.refused.length > 0) stuck.add(device)
    received += outcome.received
  }
  return received
}
