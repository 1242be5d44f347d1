import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'
import { PatientId } from '../kernel/ids.js'
import type { RecordBody } from '../kernel/record-body.js'
import type { ChainCall } from '../ports/chain.js'

/** What an op's sealed body says. Kinds are a closed list: no peer ever names a table or a column. */
export const OpBody = z.strictObject({
  kind: EntityKind,
  id: z.string().min(1).max(60),
  patientId: PatientId.nullable(),
  version: z.int().min(1),
  author: z.strictObject({ id: z.string().max(60), name: z.string().max(200) }),
  at: z.iso.datetime({ precision: 3 }),
  /** The record's heads as its author had them. */
  basis: z.array(z.string().max(30)).max(100),
  /** The fields that an edit changed; null where it says all of the record. */
  fields: z.array(z.string().max(60)).max(200).nullable(),
  /** The salt of the commitment to this version, so that every device commits to the same. */
  salt: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .nullable(),
  /** Whether it is a person's choice between versions, which then stands on top of all of them. */
  isDecision: z.boolean().default(false),
  /** Parsed from JSON, so that its values are JSON: walking through them again would be half of what checking an op costs. */
  body: z.custom<RecordBody>((body) => typeof body === 'object' && body !== null && !Array.isArray(body)),
})
export type OpBody = z.infer<typeof OpBody>

const Hex32 = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/i)])
const Address = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{40}$/i)])
const Signature = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{130}$/i)])
const signed = z.strictObject({ signer: Address, nonce: Hex32, signature: Signature })

const ChainRoleName = z.enum(['doctor', 'pharmacy', 'recorder'])

const Call = z.discriminatedUnion('fn', [
  z.strictObject({ fn: z.literal('registerPatient'), patient: Address, patientName: Hex32 }),
  z.strictObject({ fn: z.literal('addRecord'), patient: Address, recordHash: Hex32, timestamp: z.int(), signed }),
  z.strictObject({
    fn: z.literal('issuePrescription'),
    patient: Address,
    doctor: Address,
    medicationHash: Hex32,
    fills: z.int(),
    signed,
  }),
  z.strictObject({ fn: z.literal('fillPrescription'), prescription: Hex32, pharmacy: Address, signed }),
  z.strictObject({ fn: z.literal('cancelPrescription'), prescription: Hex32, signed }),
  z.strictObject({ fn: z.literal('verifyInsurance'), patient: Address, provider: Address, procedureCode: Hex32 }),
  z.strictObject({
    fn: z.literal('submitClaim'),
    patient: Address,
    provider: Address,
    procedureCode: Hex32,
    amountCommitment: Hex32,
  }),
  z.strictObject({ fn: z.literal('settlePayment'), claim: Hex32 }),
  z.strictObject({ fn: z.literal('grantRole'), role: ChainRoleName, account: Address }),
  z.strictObject({ fn: z.literal('revokeRole'), role: ChainRoleName, account: Address }),
]) satisfies z.ZodType<ChainCall>

/** What an op of the kind `chain-call` says: the call, and the record that it is about. */
export const ChainCallOp = z.strictObject({
  about: z.strictObject({ kind: EntityKind, id: z.string().max(60) }),
  commitment: Hex32,
  call: Call,
})
export type ChainCallOp = z.infer<typeof ChainCallOp>
