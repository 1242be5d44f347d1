import { type ChainHome, readHome } from '../../core/anchoring/home.js'
import type { Home } from '../../core/anchoring/outbox.js'
import {
  type ChainPort,
  type ChainStatus,
  ChainUnreachable,
  type MerkleProof,
  type PrescriptionOnChain,
} from '../../core/ports/chain.js'
import type { DatabasePort } from '../../core/ports/database.js'

/** The chain that the clinic anchors on, whichever node's it is now. */
export interface HomeChain extends ChainPort {
  /** For the outbox: one chain, and whether the clinic is moving to it. */
  home(): Home
  /** The connection to a node's chain, while the clinic uses it. */
  connectionOf(nodeId: string): ChainPort | undefined
  /** Connects to what the file says now, and lets go of the rest. */
  follow(): void
}

/**
 * While the clinic moves, both chains are asked: the one that it comes from has all that is older, the other what is newer. All
 * else goes to the new one.
 */
export function openHomeChain(database: DatabasePort, connect: (nodeId: string) => ChainPort): HomeChain {
  const connections = new Map<string, { chain: ChainPort; stop: () => void }>()
  const closing = new Set<Promise<void>>()
  const listeners = new Set<(status: ChainStatus) => void>()
  let place: ChainHome = database.read(readHome)

  function connectionTo(nodeId: string): ChainPort {
    const known = connections.get(nodeId)
    if (known) return known.chain
    const chain = connect(nodeId)
    const stop = chain.onStatus((status) => {
      if (nodeId === place.nodeId) for (const listener of [...listeners]) listener(status)
    })
    connections.set(nodeId, { chain, stop })
    return chain
  }

  const target = () => connectionTo(place.nodeId)
  const source = () => (place.fromId === null ? null : connectionTo(place.fromId))

  function letGo(nodeId: string): void {
    const connection = connections.get(nodeId)
    if (!connection) return
    connections.delete(nodeId)
    connection.stop()
    const done: Promise<void> = connection.chain.close().finally(() => closing.delete(done))
    closing.add(done)
  }

  function follow(): void {
    place = database.read(readHome)
    for (const nodeId of [...connections.keys()]) if (nodeId !== place.nodeId && nodeId !== place.fromId) letGo(nodeId)
    source()
    const status = target().status()
    for (const listener of [...listeners]) listener(status)
  }

  /** Asks the new chain and, while the clinic moves, the old one. What neither knows is unknown only if both could be asked. */
  async function ask<T>(
    question: (chain: ChainPort) => Promise<T>,
    isKnown: (answer: T) => boolean,
    merge: (newer: T, older: T) => T,
  ): Promise<T> {
    const before = source()
    if (before === null) return question(target())
    const [newer, older] = await Promise.allSettled([question(target()), question(before)])
    if (newer.status === 'fulfilled' && older.status === 'fulfilled') return merge(newer.value, older.value)
    for (const one of [newer, older]) if (one.status === 'fulfilled' && isKnown(one.value)) return one.value
    const failed = [newer, older].find((one) => one.status === 'rejected')
    throw failed?.reason ?? new ChainUnreachable('The chain is not reachable.')
  }

  target()
  source()
  return {
    home: () => ({ nodeId: place.nodeId, isMoving: place.fromId !== null, chain: target() }),
    connectionOf: (nodeId) => connections.get(nodeId)?.chain,
    follow,
    status: () => target().status(),
    // The same on every chain: staff sign for the clinic, wherever it anchors.
    digest: (call, nonce) => target().digest(call, nonce),
    submit: (call) => target().submit(call),
    submitMany: (calls) => target().submitMany(calls),
    anchorBatch: (leaves) => target().anchorBatch(leaves),
    blockHash: (blockNumber) => target().blockHash(blockNumber),
    verifyProof: (proof: MerkleProof) =>
      ask(
        (chain) => chain.verifyProof(proof),
        (isProven) => isProven,
        (newer, older) => newer || older,
      ),
    verifyPrescription: (medicationHash) =>
      ask(
        (chain) => chain.verifyPrescription(medicationHash),
        ({ state }) => state !== 'unknown',
        furthest,
      ),
    verifyPatient: (patient) =>
      ask(
        (chain) => chain.verifyPatient(patient),
        ({ isRegistered }) => isRegistered,
        (newer, older) => (older.recordCount > newer.recordCount ? older : newer),
      ),
    claimStatus: (claimKey) =>
      ask(
        (chain) => chain.claimStatus(claimKey),
        (status) => status !== 'unknown',
        (newer, older) => (newer === 'settled' || older === 'unknown' ? newer : older),
      ),
    onStatus(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      // They stay known: whoever asks from now on hears that the chain is not reachable, and starts no other.
      await Promise.all([...[...connections.values()].map(({ chain }) => chain.close()), ...closing])
    },
  }
}

const steps = ['unknown', 'active', 'filled', 'cancelled'] as const

/** Of two chains that know a prescription, the one on which more has happened to it. */
function furthest(newer: PrescriptionOnChain, older: PrescriptionOnChain): PrescriptionOnChain {
  const [first, second] = [steps.indexOf(newer.state), steps.indexOf(older.state)]
  if (first !== second) return first > second ? newer : older
  if (newer.state === 'unknown' || older.state === 'unknown') return newer
  return older.fillsLeft < newer.fillsLeft ? older : newer
}
