import type { EntityKind } from '../../core/kernel/entities.js'
import type { Reader, Writer } from '../../core/ports/database.js'
import { completeOps, headsOf, type OpPlace, type RecordOp } from '../../core/sync/merge.js'
import { OpBody } from '../../core/sync/op.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import { hashOp, openOp, sealOp } from './seal-op.js'

/** The tenant's keys by epoch; a revoked device never gets the newer ones. */
export interface EpochKeys {
  current(): { epoch: number; key: Uint8Array }
  of(epoch: number): Uint8Array | undefined
  /** A new epoch has begun; its key is already in the file. */
  add(epoch: number, key: Uint8Array): void
}

/** An op of an epoch whose key this device was not given. */
export class EpochUnknown extends Error {
  override readonly name = 'EpochUnknown'
}

/** An op as it lies in the log. */
export interface StoredOp {
  n: number
  opId: string
  header: string
  body: Uint8Array
}

/** Seals an op and writes it at the end of this device's log; returns its hash and its place. */
export function appendOp(
  db: Writer,
  keys: EpochKeys,
  head: Omit<OpHeader, 'v' | 'epoch'>,
  body: OpBody,
): { n: number; hash: Uint8Array } {
  const { epoch, key } = keys.current()
  const { tenant, device, seq, prevHash, opId, hlc } = head
  const header = JSON.stringify({ v: 1, tenant, epoch, device, seq, prevHash, opId, hlc } satisfies OpHeader)
  const sealed = sealOp(key, header, opId, JSON.stringify(body))
  const hash = hashOp(header, sealed)
  return { n: insertOp(db, head, { header, sealed, hash }, body), hash }
}

/** The id of an op was given before. */
export class OpKnown extends Error {
  override readonly name = 'OpKnown'
}

/** Writes an op of this or another device, and returns its place. @throws {OpKnown} */
export function insertOp(
  db: Writer,
  { opId, device, seq, hlc }: Pick<OpHeader, 'opId' | 'device' | 'seq' | 'hlc'>,
  { header, sealed, hash }: { header: string; sealed: Uint8Array; hash: Uint8Array },
  { kind, id, author, basis }: Pick<OpBody, 'kind' | 'id' | 'author' | 'basis'>,
): number {
  const row = db.row<{ n: number }>(
    `INSERT INTO ops (op_id, device, seq, hlc, kind, record_id, author_id, basis, header, body, hash)
     VALUES ($opId, $device, $seq, $hlc, $kind, $id, $author, $basis, $header, $sealed, $hash)
     ON CONFLICT (op_id) DO NOTHING RETURNING n`,
    { opId, device, seq, hlc, kind, id, author: author.id, basis: JSON.stringify(basis), header, sealed, hash },
  )
  if (!row) throw new OpKnown('An op with this id is here already.')
  return row.n
}

/**
 * The ops of a record that nothing is on top of, as this device knows them; those whose history has not come take no part.
 * @param without an op that is not looked at: one that was just written, to know what it is on top of.
 */
export function readRecordHeads(db: Reader, kind: EntityKind, id: string, without = ''): string[] {
  const ops = db
    .rows<{ opId: string; hlc: string; basis: string }>(
      'SELECT op_id AS opId, hlc, basis FROM ops WHERE kind = $kind AND record_id = $id AND op_id <> $without',
      { kind, id, without },
    )
    .map((op): OpPlace => ({ ...op, basis: JSON.parse(op.basis) as string[] }))
  return headsOf(completeOps(ops))
    .map(({ opId }) => opId)
    .sort()
}

export const countRecordOps = (db: Reader, kind: EntityKind, id: string): number =>
  db.row<{ count: number }>('SELECT count(*) AS count FROM ops WHERE kind = $kind AND record_id = $id', { kind, id })
    ?.count ?? 0

/** Opens a stored op. @throws {EpochUnknown} without its epoch's key; @throws when it was tampered with. */
export function openStored(
  keys: EpochKeys,
  op: Pick<StoredOp, 'opId' | 'header' | 'body'>,
): { head: OpHeader; body: OpBody } {
  const head = JSON.parse(op.header) as OpHeader
  const key = keys.of(head.epoch)
  if (!key) throw new EpochUnknown(`The key of epoch ${head.epoch} is not here.`)
  return { head, body: OpBody.parse(JSON.parse(openOp(key, op.header, op.opId, op.body))) }
}

/** All ops of a record, opened for merging. */
export function readRecordOps(
  db: Reader,
  keys: EpochKeys,
  kind: EntityKind,
  id: string,
): (RecordOp & Pick<OpBody, 'patientId' | 'at'> & Pick<OpHeader, 'device' | 'seq'> & { by: string })[] {
  return db
    .rows<StoredOp>(
      'SELECT n, op_id AS opId, header, body FROM ops WHERE kind = $kind AND record_id = $id ORDER BY n',
      { kind, id },
    )
    .map((stored) => {
      const { head, body } = openStored(keys, stored)
      return {
        opId: head.opId,
        hlc: head.hlc,
        basis: body.basis,
        fields: body.fields,
        body: body.body,
        isDecision: body.isDecision,
        patientId: body.patientId,
        device: head.device,
        seq: head.seq,
        by: body.author.name,
        at: body.at,
      }
    })
}
