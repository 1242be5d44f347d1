import * as z from 'zod'

/**
 * How far a record's proof has come, never claiming more than is known:
 * `signed` (its commitment waits in the outbox), `anchored` (on this clinic's own chain), `consortium` (on the shared chain).
 */
export const ProofState = z.enum(['signed', 'anchored', 'consortium'])
export type ProofState = z.infer<typeof ProofState>

/** The seal beside a record: what is proven, and where to look it up without us. */
export const Proof = z.object({
  state: ProofState,
  commitment: z.string(),
  txHash: z.string().nullable(),
  blockNumber: z.int().nullable(),
  onChainId: z.string().nullable(),
})
export type Proof = z.infer<typeof Proof>
