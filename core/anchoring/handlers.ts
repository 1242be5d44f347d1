import { authorized, type Context } from '../dispatch.js'
import { hexOf } from '../kernel/hex.js'
import { PatientId } from '../kernel/ids.js'
import { toPage } from '../kernel/page.js'
import { type ChainCall, ChainUnreachable, type Hex32, type MerkleProof } from '../ports/chain.js'
import type { AnchoringStatus, ChainEntry, ProofDetail } from './model.js'
import { readProof } from './reads.js'
import { proofFileOf } from './rules.js'
import * as store from './store.js'

const implement = authorized.anchoring

/** Above every cursor: creation times begin with a digit. */
const newest = '~'

export const anchoringHandlers = {
  getStatus: implement.getStatus.handler(({ context }) => statusOf(context)),

  listEntries: implement.listEntries.handler(({ input, context }) =>
    context.read((unit) => {
      const filter = { state: input.state ?? null, before: input.cursor ?? newest, limit: input.limit + 1 }
      return toPage(store.listEntries(unit, filter), input.limit, ({ cursor }) => cursor)
    }),
  ),

  verifyPatient: implement.verifyPatient.handler(async ({ input, context, errors }) => {
    const address = context.keys.patientAddress(input.patientId)
    const isKnown = context.read((unit) => {
      const patient = unit.row('SELECT 1 FROM patients WHERE id = $id', { id: input.patientId })
      if (patient) unit.seen({ kind: 'patient', id: input.patientId, patientId: input.patientId })
      return patient
    })
    if (!isKnown) throw errors.PATIENT_UNKNOWN()
    const onChain = await orUnreachable(context.chain.verifyPatient(address))
    if (onChain === null) throw errors.CHAIN_UNREACHABLE()
    return { address, ...onChain }
  }),

  recordTransaction: implement.recordTransaction.handler(({ input, context, errors }) => {
    const stored = context.read((unit) => store.readCommitment(unit, input.kind, input.recordId))
    if (!stored) throw errors.RECORD_UNKNOWN()
    if (stored.patientId === null) throw errors.NO_PATIENT()
    const patientId = PatientId.parse(stored.patientId)
    const unsigned = {
      fn: 'addRecord',
      patient: context.keys.patientAddress(patientId),
      recordHash: hexOf(stored.commitment),
      timestamp: dayStartSeconds(context.now()),
    } as const
    const call: ChainCall = { ...unsigned, signed: context.signCall(unsigned) }
    return context.transact((unit): ChainEntry => {
      unit.call({ kind: input.kind, id: input.recordId, patientId }, unsigned.recordHash, call)
      return {
        kind: input.kind,
        recordId: input.recordId,
        version: stored.version,
        fn: 'addRecord',
        state: 'waiting',
        commitment: unsigned.recordHash,
        txHash: null,
        blockNumber: null,
        problem: null,
        createdAt: context.now(),
      }
    })
  }),

  anchorNow: implement.anchorNow.handler(async ({ context, errors }) => {
    const sent = await orUnreachable(context.outbox.flush().then(() => true))
    if (sent === null) throw errors.CHAIN_UNREACHABLE()
    return statusOf(context)
  }),

  getProof: implement.getProof.handler(async ({ input, context, errors }): Promise<ProofDetail> => {
    const found = context.read((unit) => {
      const stored = store.readCommitment(unit, input.kind, input.recordId)
      if (!stored) return undefined
      const patientId = stored.patientId === null ? null : PatientId.parse(stored.patientId)
      unit.seen({ kind: input.kind, id: input.recordId, patientId })
      return { stored, proof: readProof(unit, input.kind, input.recordId) }
    })
    if (!found) throw errors.RECORD_UNKNOWN()
    const { stored, proof } = found
    const salt = hexOf(stored.salt)
    const now = context.keys.recommit(
      input.kind,
      input.recordId,
      stored.version,
      salt,
      context.journal.bodyOf(stored.opN),
    )
    const merkle =
      stored.root && stored.path ? { root: hexOf(stored.root), path: JSON.parse(stored.path) as Hex32[] } : null
    const commitment = hexOf(stored.commitment)
    const isHere = stored.nodeId === context.chainNodes.home().homeId
    const shown = {
      kind: input.kind,
      recordId: input.recordId,
      version: stored.version,
      domain: `medichain:${input.kind}:1`,
      salt,
      contentHash: hexOf(stored.contentHash),
      merkle,
    }
    return {
      ...shown,
      proof,
      isContentIntact: now.commitment === commitment,
      isOnChain: merkle && (await isProven(context, { ...merkle, leaf: commitment })),
      // While the clinic moves, what still stands on the other chain has no file: this chain's facts are not its own.
      file: isHere ? proofFileOf(shown, commitment, stored, context.chain.status()) : null,
    }
  }),
}

function statusOf(context: Context): AnchoringStatus {
  return { chain: context.chain.status(), ...context.read(store.readCounts), nextBatchAt: context.outbox.nextBatchAt() }
}

const isProven = (context: Context, proof: MerkleProof): Promise<boolean | null> =>
  orUnreachable(context.chain.verifyProof(proof))

/** Null where no node answers: not a failure, only something that is not known now. */
async function orUnreachable<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ChainUnreachable) return null
    throw error
  }
}

/** The start of the UTC day: what goes on the chain must not tell when somebody was seen. */
const dayStartSeconds = (now: string): number => Date.parse(`${now.slice(0, 10)}T00:00:00.000Z`) / 1000
