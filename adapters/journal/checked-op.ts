import { isAnchored } from '../../core/kernel/entities.js'
import type { Hex32 } from '../../core/ports/chain.js'
import type { Refusal, SealedOp } from '../../core/ports/journal.js'
import { ChainCallOp, type OpBody } from '../../core/sync/op.js'
import { readOpBody } from '../../core/sync/op-body.js'
import { readOpHeader } from '../../core/sync/op-header.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import type { JournalParts } from './draft.js'
import { hashOp, openOp } from './seal-op.js'

/** Where a device's log has come to here; `hash` in hex. */
export interface DeviceHead {
  seq: number
  hash: string
  hlc: string
}

/** An op that was checked against its header, its device's log and its schema. */
export interface CheckedOp extends SealedOp {
  head: OpHeader
  content: OpBody
  /** The contract call, where it is one. */
  call: ChainCallOp | null
  /** The commitment to what it says, where it is anchored: every device commits to the same, because the salt came with the op. */
  commitment: { salt: Hex32; contentHash: Hex32; commitment: Hex32 } | null
  hash: Uint8Array
}

/** An op that is not taken. */
export class OpRefused extends Error {
  override readonly name = 'OpRefused'
  constructor(
    readonly code: Refusal['code'],
    message: string,
  ) {
    super(message)
  }
}

const kept = 'Everything before it is kept.'
const askAgain = 'Sync again; if it stays, have the other workstation checked.'
const anomaly = 'Somebody may have tampered with the relay or with a workstation: tell whoever runs them.'

/** A hybrid clock's reading as `nextHlc` makes it; nothing else may come to sort among them. */
const reading = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-z]{4}$/

/** Reads the header. @throws {OpRefused} */
export function readHeader(header: string): OpHeader {
  const head = readOpHeader(header)
  if (!head || !reading.test(head.hlc))
    throw new OpRefused('MALFORMED', `A change that arrived cannot be read. ${kept} ${askAgain}`)
  return head
}

/** Whether it is of this clinic. @throws {OpRefused} */
export function checkTenant(head: OpHeader, tenant: string): void {
  if (head.tenant !== tenant)
    throw new OpRefused('FOREIGN_TENANT', `A change of another clinic was sent here and was not taken. ${anomaly}`)
}

/** Whether the op continues its device's log. @throws {OpRefused} */
export function checkPlace(head: OpHeader, last: DeviceHead): void {
  if (head.seq !== last.seq + 1)
    throw new OpRefused('GAP', `Changes of a workstation are missing in between. ${kept} ${askAgain}`)
  if (head.prevHash !== last.hash)
    throw new OpRefused('FORK', `A workstation's log goes on otherwise than it was known here. ${kept} ${anomaly}`)
  if (head.hlc <= last.hlc)
    throw new OpRefused('CLOCK_BACKWARDS', `A workstation's log goes back in time. ${kept} ${anomaly}`)
}

/** Opens the body, which the header authenticates. @throws {OpRefused} */
export function openArrival(
  { device: { epochs }, keys }: Pick<JournalParts, 'device' | 'keys'>,
  { header, body, digest }: SealedOp,
  head: OpHeader,
): CheckedOp {
  const key = epochs.of(head.epoch)
  if (!key)
    throw new OpRefused(
      'EPOCH_UNKNOWN',
      `The key to newer changes is not here. ${kept} An administrator may have to admit this workstation again.`,
    )
  const content = readOpBody(jsonOf(unsealed(key, header, head.opId, body)))
  const call = content?.kind === 'chain-call' ? ChainCallOp.safeParse(content.body) : null
  if (!content || call?.success === false)
    throw new OpRefused(
      'NEWER_RELEASE',
      `A change was written by a MediChain that says more than this one reads. ${kept} Update this workstation, then sync.`,
    )
  const { kind, id, version, salt, body: said } = content
  const commitment = salt !== null && isAnchored(kind) ? keys.recommit(kind, id, version, salt as Hex32, said) : null
  return {
    ...{ header, body, head, content, commitment, call: call?.data ?? null },
    hash: digest ?? hashOp(header, body),
  }
}

function unsealed(key: Uint8Array, header: string, opId: string, body: Uint8Array): string {
  try {
    return openOp(key, header, opId, body)
  } catch {
    // The cipher says no more than that it is not what was sealed.
    throw new OpRefused('TAMPERED', `A change is not what its workstation sealed. ${kept} ${anomaly}`)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
