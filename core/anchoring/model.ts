import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'
import { AnyId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { Proof } from '../kernel/proof.js'

/** The chain, as the status bar and its page show it. */
export const AnchoringStatus = z.object({
  chain: z.object({
    state: z.enum(['starting', 'running', 'unreachable']),
    kind: z.enum(['local', 'consortium']),
    chainId: z.int().nullable(),
    genesisHash: z.string().nullable(),
    blockNumber: z.int().nullable(),
    contracts: z.record(z.string(), z.string()),
    reason: z.string().nullable(),
  }),
  /** Commitments and calls that wait for the chain. */
  waiting: z.int(),
  anchored: z.int(),
  /** Calls that a contract refused, for a person to look at. */
  refused: z.int(),
  lastAnchoredAt: Instant.nullable(),
  nextBatchAt: Instant.nullable(),
})
export type AnchoringStatus = z.infer<typeof AnchoringStatus>

export const RecordReference = z.strictObject({ kind: EntityKind, recordId: AnyId })

const Hexadecimal = z.string().regex(/^0x[0-9a-f]*$/)

/**
 * What `npm run verify` and the stand-alone page read: a record's proof and where it was anchored. It names the record by its id
 * alone and holds nothing of its content but a hash.
 */
export const ProofFile = z.object({
  format: z.literal('medichain-proof-1'),
  record: z.object({
    kind: EntityKind,
    id: z.string(),
    version: z.int(),
    domain: z.string(),
    salt: Hexadecimal,
    contentHash: Hexadecimal,
  }),
  commitment: Hexadecimal,
  merkle: z.object({ root: Hexadecimal, path: z.array(Hexadecimal) }),
  chain: z.object({
    chainId: z.int(),
    genesisHash: Hexadecimal,
    registry: Hexadecimal,
    txHash: Hexadecimal,
    blockNumber: z.int(),
  }),
})
export type ProofFile = z.infer<typeof ProofFile>

/** Everything that is needed to check a record's proof without us: content hash, salt, Merkle path, transaction. */
export const ProofDetail = z.object({
  kind: EntityKind,
  recordId: z.string(),
  version: z.int(),
  proof: Proof,
  domain: z.string(),
  salt: z.string(),
  contentHash: z.string(),
  merkle: z.object({ root: z.string(), path: z.array(z.string()) }).nullable(),
  /** Whether the stored record still hashes to what was committed. */
  isContentIntact: z.boolean(),
  /** Whether the chain confirms the path; null while it cannot be asked or nothing is anchored yet. */
  isOnChain: z.boolean().nullable(),
  /** The same as a file for whoever checks it without us; null until the batch is in a block of a chain that is known here. */
  file: ProofFile.nullable(),
})
export type ProofDetail = z.infer<typeof ProofDetail>

export const ChainEntry = z.object({
  kind: z.string(),
  recordId: z.string(),
  version: z.int(),
  fn: z.string().nullable(),
  state: z.enum(['waiting', 'anchored', 'refused']),
  commitment: z.string(),
  txHash: z.string().nullable(),
  blockNumber: z.int().nullable(),
  problem: z.string().nullable(),
  createdAt: Instant,
})
export type ChainEntry = z.infer<typeof ChainEntry>
