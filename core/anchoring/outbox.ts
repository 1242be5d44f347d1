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
  /** Where the clinic anchors now. */
  home(): Home
  now(): Instant
  /** Each time that a part of what waits has landed. */
  landed?: () => void
}

export interface Home extends Omit<store.LandingPlace, 'network'> {
  chain: ChainPort
}

/** One run of the outbox goes to one chain; it ends early where the clinic begins to move in the meantime. */
interface Run extends Omit<OutboxParts, 'home'> {
  home: Home
  isCurrent(): boolean
}

/**
 * Sends all that waits, and while the clinic moves also what stands on the chain that it comes from: contract calls in the order in which they were made, many in a transaction, then the commitments in Merkle
 * batches. Each step is written down when the chain has it; killed anywhere, it goes on where it was, because the chain
 * port gives the receipt it already has for what was sent before.
 * @throws {ChainUnreachable} when no node answers; all that waits is kept.
 */
export async function flushOutbox(parts: OutboxParts): Promise<void> {
  const home = parts.home()
  const isCurrent = () => {
    const { nodeId, isMoving } = parts.home()
    return nodeId === home.nodeId && isMoving === home.isMoving
  }
  const run = { ...parts, home, isCurrent }
  await noticeLostChain(run)
  while (isCurrent() && (await sendCalls(run)));
  while (isCurrent() && (await sendBatch(run)));
}

/** A local chain can be deleted, a consortium's can be reorganized: what it held is sent again. */
async function noticeLostChain({ database, home: { nodeId, chain } }: Run): Promise<void> {
  const last = database.read((db) => store.readLastLanding(db, nodeId))
  if (!last) return
  const hash = await chain.blockHash(last.blockNumber)
  if (hash !== last.blockHash) database.transact((db) => store.forgetLandings(db, nodeId))
}

const placeOf = ({ nodeId, isMoving, chain }: Home): store.LandingPlace => ({
  ...{ nodeId, isMoving, network: chain.status().kind },
})

async function sendCalls(run: Run): Promise<boolean> {
  const { database, home, now } = run
  const waiting = database.read((db) => store.readWaitingCalls(db, placeOf(home), callsAtOnce))
  if (waiting.length === 0) return false
  const outcomes = await home.chain.submitMany(waiting.map(({ call }) => JSON.parse(call) as ChainCall))
  database.transact((db) => {
    for (const [index, { n }] of waiting.entries()) {
      const outcome = outcomes[index]
      if (outcome && !(outcome instanceof ChainRefused)) store.settleCall(db, n, outcome, placeOf(home), now())
    }
  })
  for (const [index, entry] of waiting.entries()) {
    const outcome = outcomes[index]
    if (outcome instanceof ChainRefused) putBeforePerson(run, entry, outcome.reason)
  }
  run.landed?.()
  return true
}

/**
 * A refusal is rare and always means something (a prescription filled elsewhere): it becomes a task, unless another workstation's
 * chain refused the same call before, and its task has come.
 */
function putBeforePerson(run: Run, { n, ...call }: store.WaitingCall, reason: string): void {
  const { database, journal, act, now } = run
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

async function sendBatch(run: Run): Promise<boolean> {
  const { database, home, now } = run
  const place = placeOf(home)
  const waiting = database.read((db) => store.readWaitingCommitments(db, place, batchSize))
  if (waiting.length === 0) return false
  const { receipt, proofs } = await home.chain.anchorBatch(waiting.map(({ commitment }) => hexOf(commitment)))
  const root = proofs[0]?.root
  if (root === undefined) return false
  const leaves = waiting.flatMap(({ n }, index) => {
    const proof = proofs[index]
    return proof ? [{ n, proof }] : []
  })
  const { nodeId, network } = place
  const batch = { root: bytesOf(root), receipt, network, nodeId, now: now() }
  database.transact((db) => store.saveBatch(db, batch, leaves))
  run.landed?.()
  return true
}
