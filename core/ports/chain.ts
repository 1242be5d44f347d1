import type { ChainRole } from '../kernel/roles.js'

/** A 0x-prefixed hexadecimal string; `Hex32` has 32 bytes, `Address` 20. */
export type Hex = `0x${string}`
export type Hex32 = Hex
export type Address = Hex

/**
 * A change that one of our contracts makes, with what the chain may know: commitments and pseudonymous addresses only.
 * `fills` is how often the prescription may be filled, 1 to 99; `timestamp` is in seconds since 1970.
 * `signed` calls carry the EIP-712 signature of the member of staff who acted; the local node relays them and pays.
 */
export type ChainCall =
  | { fn: 'registerPatient'; patient: Address; patientName: Hex32 }
  | { fn: 'addRecord'; patient: Address; recordHash: Hex32; timestamp: number; signed: StaffSignature }
  | {
      fn: 'issuePrescription'
      patient: Address
      doctor: Address
      medicationHash: Hex32
      fills: number
      signed: StaffSignature
    }
  | { fn: 'fillPrescription'; prescription: Hex32; pharmacy: Address; signed: StaffSignature }
  | { fn: 'cancelPrescription'; prescription: Hex32; signed: StaffSignature }
  | { fn: 'verifyInsurance'; patient: Address; provider: Address; procedureCode: Hex32 }
  | { fn: 'submitClaim'; patient: Address; provider: Address; procedureCode: Hex32; amountCommitment: Hex32 }
  | { fn: 'settlePayment'; claim: Hex32 }
  | { fn: 'grantRole'; role: ChainRole; account: Address }
  | { fn: 'revokeRole'; role: ChainRole; account: Address }

/** Who signed, with the number that makes the signature usable once (random, so that offline devices never collide). */
export interface StaffSignature {
  signer: Address
  nonce: Hex32
  signature: Hex
}

/** Where a transaction stands. `onChainId` is the id that the contract gave (prescription, claim, record), in decimal. */
export interface ChainReceipt {
  txHash: Hex32
  blockNumber: number
  blockHash: Hex32
  onChainId: string | null
}

/** What came of one call among many. */
export type ChainOutcome = ChainReceipt | ChainRefused

export interface MerkleProof {
  root: Hex32
  leaf: Hex32
  path: Hex32[]
}

/** The chain as this workstation sees it. */
export interface ChainStatus {
  state: 'starting' | 'running' | 'unreachable'
  kind: 'local' | 'consortium'
  chainId: number | null
  genesisHash: Hex32 | null
  blockNumber: number | null
  /** Contract addresses by name, once deployed. */
  contracts: Record<string, Address>
  /** Why it is not running, in words. */
  reason: string | null
}

export type PrescriptionOnChain =
  | { state: 'unknown' }
  | { state: 'active' | 'filled' | 'cancelled'; doctor: Address; medicationHash: Hex32; fillsLeft: number }

/** What an EIP-712 signature is made over: deterministic, so that it can be made while the chain is down. */
export type TypedCall = Extract<ChainCall, { signed: StaffSignature }>
/** The same call before it is signed. */
export type Unsigned<C> = C extends { signed: StaffSignature } ? Omit<C, 'signed'> : never

export interface ChainPort {
  status(): ChainStatus
  /** The 32-byte EIP-712 digest for this call and nonce; pure arithmetic over this deployment's domain, no connection needed. */
  digest(call: Unsigned<ChainCall>, nonce: Hex32): Hex32
  /**
   * Sends one call and waits until it is mined. Idempotent: a call that the chain already holds returns the receipt it has.
   * @throws {ChainUnreachable} when no node answers; @throws {ChainRefused} when the contract refuses, with its error's name.
   */
  submit(call: ChainCall): Promise<ChainReceipt>
  /**
   * Sends many calls, as many as fit in one transaction, and waits until all are mined. Each outcome stands in its call's
   * place, under the promise of `submit`: what the chain already holds yields the receipt it has, and what a contract
   * refuses does not hinder the others. Calls to one contract are made in the order given; contracts know nothing of each
   * other, so between them no order is kept.
   * @throws {ChainUnreachable} when no node answers. What was mined until then is found again on the next try.
   */
  submitMany(calls: readonly ChainCall[]): Promise<ChainOutcome[]>
  /** Anchors one Merkle root over these leaves (in this order), and returns a proof for each. Idempotent by root. */
  anchorBatch(leaves: Hex32[]): Promise<{ receipt: ChainReceipt; proofs: MerkleProof[] }>
  /** Whether the root is anchored, and whether the path leads from leaf to root. */
  verifyProof(proof: MerkleProof): Promise<boolean>
  verifyPrescription(medicationHash: Hex32): Promise<PrescriptionOnChain>
  verifyPatient(patient: Address): Promise<{ isRegistered: boolean; recordCount: number }>
  claimStatus(claimKey: Hex32): Promise<'unknown' | 'submitted' | 'settled'>
  /** Resolves with a block's hash, or null where the chain has no such block: how a reset or reorganized chain is noticed. */
  blockHash(blockNumber: number): Promise<Hex32 | null>
  /** Calls back when `status()` changes; returns the unsubscriber. */
  onStatus(listener: (status: ChainStatus) => void): () => void
  close(): Promise<void>
}

export class ChainUnreachable extends Error {
  override readonly name = 'ChainUnreachable'
}
export class ChainRefused extends Error {
  override readonly name = 'ChainRefused'
  constructor(
    /** The contract's custom error, such as `AlreadyFilled`. */
    readonly reason: string,
  ) {
    super(`The contract refused: ${reason}.`)
  }
}
