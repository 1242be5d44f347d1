import type { KeyObject } from 'node:crypto'
import { BatchFault, type CheckedOp, checkBatch, readBatchHead } from '../../adapters/oplog/batch.js'
import { verifyingKeyOf } from '../../adapters/oplog/signing.js'
import type { BatchHead } from '../../core/sync/protocol.js'
import { Distrust } from './distrust.js'
import type { Head, KnownDevice } from './state.js'

/** What is known here of the tenant's logs, against which a batch is held. */
export interface LogView {
  tenant: string
  device(id: string): KnownDevice | undefined
  headOf(device: string): Head
  hashAt(device: string, seq: number): string | undefined
}

export interface VerifiedBatch {
  head: BatchHead
  ops: CheckedOp[]
}

/**
 * Checks batches one after the other: signature, tenant, device, and that each continues its device's log as it is known here
 * and in the batches before.
 */
export class BatchVerifier {
  readonly #heads = new Map<string, Head>()
  readonly #keys = new Map<string, KeyObject>()

  constructor(readonly view: LogView) {}

  /**
   * @param unread devices of which something waits unread: their logs end here before what was taken in.
   * @returns undefined where the batch is here already, which an interrupted pull or a restored backup explains.
   * @throws {Distrust}
   */
  check(bytes: Uint8Array, isRepeatExpected: boolean, unread: ReadonlySet<string>): VerifiedBatch | undefined {
    const head = headIn(bytes)
    const { device } = head
    if (head.tenant !== this.view.tenant) throw new Distrust('ANOTHER_TENANT', { bytes })
    const known = this.view.device(device)
    if (!known) throw new Distrust('UNKNOWN_DEVICE', { device, bytes })
    const last = head.fromSeq + head.count - 1
    if (known.revocation && last > known.revocation.lastSeq) throw new Distrust('DEVICE_REVOKED', { device, bytes })
    const batch = this.#open(bytes, known)
    if (unread.has(device)) return batch
    const stands = this.#heads.get(device) ?? this.view.headOf(device)
    const detail = `ops ${head.fromSeq} to ${last}; op ${stands.seq} is the last here`
    if (head.fromSeq <= stands.seq) {
      if (this.view.hashAt(device, Math.min(last, stands.seq)) !== hashOf(batch, Math.min(last, stands.seq)))
        throw new Distrust('FORKED', { device, detail, bytes })
      if (!isRepeatExpected) throw new Distrust('REPLAYED', { device, detail, bytes })
      if (last <= stands.seq) return undefined
    } else if (head.fromSeq > stands.seq + 1) throw new Distrust('GAP', { device, detail, bytes })
    else if (head.prevHash !== stands.hash) throw new Distrust('FORKED', { device, detail, bytes })
    this.#heads.set(device, { seq: last, hash: head.lastHash })
    return { ...batch, ops: batch.ops.slice(Math.max(0, stands.seq + 1 - head.fromSeq)) }
  }

  #open(bytes: Uint8Array, { id, certificate }: KnownDevice): VerifiedBatch {
    const key = this.#keys.get(id) ?? verifyingKeyOf(certificate.signingKey)
    this.#keys.set(id, key)
    try {
      return checkBatch(bytes, key)
    } catch (error) {
      if (!(error instanceof BatchFault)) throw error
      const reason = error.code === 'BAD_SIGNATURE' ? 'BAD_SIGNATURE' : 'MALFORMED'
      throw new Distrust(reason, { device: id, detail: error.message, bytes })
    }
  }
}

function headIn(bytes: Uint8Array): BatchHead {
  try {
    return readBatchHead(bytes)
  } catch (error) {
    if (!(error instanceof BatchFault)) throw error
    throw new Distrust('MALFORMED', { detail: error.message, bytes })
  }
}

function hashOf({ head, ops }: VerifiedBatch, seq: number): string | undefined {
  const op = ops[seq - head.fromSeq]
  return op && Buffer.from(op.hash).toString('hex')
}
