import type { Claim, Plan } from '../insurance/model.js'
import type { PayerCheck, PayerServer } from '../payers/model.js'

/** What a payer is told of a claim: no name, no note. */
export interface ClaimRequest {
  claim: Claim
  plan: Plan
  memberNumber: string
}

/** What the payer answers. */
export type Adjudication =
  | { state: 'accepted'; approvedMinor: number; note: string }
  | { state: 'denied'; reason: string }
  | { state: 'pending' }

export type Remittance = { state: 'paid'; paidMinor: number; reference: string } | { state: 'pending' }

/** A payer: the built-in plan engine, or a gateway over HTTP. */
export interface PayerPort {
  adjudicate(request: ClaimRequest): Promise<Adjudication>
  /** Asks for the payment of an accepted claim. Asking twice pays once. */
  remit(request: ClaimRequest): Promise<Remittance>
}

/** What can be learned of a payer's server without a claim. */
export interface PayersPort {
  /** Asks for what the server can do, with the clinic's token; nothing of a patient goes there. Never rejects. */
  check(server: PayerServer): Promise<PayerCheck>
}

/** The payer could not be asked; the claim waits. */
export class PayerUnreachable extends Error {
  override readonly name = 'PayerUnreachable'
}
