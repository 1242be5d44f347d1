import { bytesOf, hexOf } from '../kernel/hex.js'
import type { Instant } from '../kernel/instant.js'
import { type ChainCall, type ChainPort, ChainRefused } from '../ports/chain.js'
import type { DatabasePort } from '../ports/database.js'
import type { Act, Journal } from '../ports/journal.js'
import * as store from './store.js'

/** A batch's size: its Merkle paths stay below 13 hashes, and one transaction anchors it whatever its size. */
const batchSize = 5_000
/** What is sent before its receipts are written down; some transactions to each contract. */
const callsAtOnce = 500

export interface OutboxParts {
  database: DatabasePort
  journal: Journal
  /** In whose name a refusal is put before a person. */
  act: Act
  chain: ChainPort
  now(): Instant
}

/**
 * Sends all that waits: contract calls in the order in which they were made, many in a transaction, then the commitments in Merkle
 * batches. Each step is written down when the chain has it; killed anywhere, it goes on where it was, because the chain
 * port gives the receipt it already has for what was sent before.
 * @throws {ChainUnreachable} when no node answers; all that waits is kept.
 */
export async function flushOutbox(parts: OutboxParts): Promise<void> {
  await noticeLostChain(parts)
  while (await sendCalls(parts));
  while (await sendBatch(parts));
}

/** A local chain can be deleted, a consortium's can be reorganized: what it held is sent again. */
async function noticeLostChain({ database, chain }: OutboxParts): Promise<void> {
  const last = database.read(store.readLastLanding)
  if (!last) return
  const hash = await chain.blockHash(last.blockNumber)
  if (hash !== last.blockHash) database.transact(store.forgetLandings)
}

async function sendCalls(parts: OutboxParts): Promise<boolean> {
  const { database, chain, now } = parts
  const waiting = database.read((db) => store.readWaitingCalls(db, callsAtOnce))
  if (waiting.length === 0) return false
  const outcomes = await chain.submitMany(waiting.map(({ call }) => JSON.parse(call) as ChainCall))
  const network = chain.status().kind
  database.transact((db) => {
    for (const [index, { n }] of waiting.entries()) {
      const outcome = outcomes[index]
      if (outcome && !(outcome instanceof ChainRefused)) store.settleCall(db, n, outcome, network, now())
    }
  })
  for (const [index, entry] of waiting.entries()) {
    const outcome = outcomes[index]
    if (outcome instanceof ChainRefused) putBeforePerson(parts, entry, outcome.reason)
  }
  return true
}

/**
 * A refusal is rare and always means something (a prescription filled elsewhere): it becomes a task, unless another workstation's
 * chain refused the same call before, and its task has come.
 */
function putBeforePerson(parts: OutboxParts, { n, ...call }: store.WaitingCall, reason: string): void {
  const { database, journal, act, now } = parts
  if (database.read((db) => store.isTold(db, call.id))) {
    database.transact((db) => store.refuseCall(db, n, reason, now()))
    return
  }
  journal.transact(act, (unit) => {
    store.refuseCall(unit, n, reason, now())
    const { fn } = JSON.parse(call.call) as ChainCall
    unit.emit({ type: 'chainRefused', callId: call.id, fn, reason, at: now(), ...store.readSubject(unit, call) })
  })
}

async function sendBatch({ database, chain, now }: OutboxParts): Promise<boolean> {
  const waiting = database.read((db) => store.readWaitingCommitments(db, batchSize))
  if (waiting.length === 0) return false
  const { receipt, proofs } = await chain.anchorBatch(waiting.map(({ commitment }) => hexOf(commitment)))
  const root = proofs[0]?.root
  if (root === undefined) return false
  const leaves = waiting.flatMap(({ n }, index) => {
    const proof = proofs[index]
    return proof ? [{ n, proof }] : []
  })
  const network = chain.status().kind
  database.transact((db) => store.insertBatch(db, { root: bytesOf(root), receipt, network, now: now() }, leaves))
  return true
}
