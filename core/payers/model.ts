import * as z from 'zod'
import { isSafeEndpoint } from '../kernel/endpoint.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

export const PayerName = line(80)

/** A payer's FHIR R4 base and the clinic's token there. The token is a secret: it leaves the file only towards this server. */
export const PayerServer = z.object({ baseUrl: z.string(), token: z.string() })
export type PayerServer = z.infer<typeof PayerServer>

/** Where a payer takes claims, as the clinic keeps it. */
export const PayerConnection = z.object({
  payerName: z.string(),
  /**
   * Null once the clinic disconnected: MediChain answers by the plan's terms again. Address and token are one field, or
   * changes that were made apart could be merged into a token for another server.
   */
  server: PayerServer.nullable(),
  /** The clinic's number with the payer, where the token alone does not say who asks. */
  providerNumber: z.string().nullable(),
  version: z.int(),
  savedAt: Instant,
  savedBy: z.string(),
})
export type PayerConnection = z.infer<typeof PayerConnection>

/** A payer of the clinic's plans, and who answers its claims; the token is never shown. */
export const Payer = PayerConnection.omit({ server: true }).extend({
  baseUrl: z.string().nullable(),
  /** 0 while nothing was ever saved for this payer. */
  version: z.int(),
  savedAt: Instant.nullable(),
  savedBy: z.string().nullable(),
  /** How many of the clinic's plans are this payer's. */
  plans: z.int(),
})
export type Payer = z.infer<typeof Payer>

export const ConnectPayer = z.strictObject({
  payerName: PayerName,
  baseUrl: z
    .string()
    .trim()
    .max(300, 'At most 300 characters.')
    .refine(isSafeEndpoint, 'An address that begins with https://, without a name or password in it.')
    .regex(/^[^?#]*$/, 'A FHIR base ends before any ? or #.'),
  /** Null keeps the token that is there. */
  token: z
    .string()
    .trim()
    .min(8, 'A token has eight characters or more.')
    .max(4_000, 'At most 4,000 characters.')
    .regex(/^[\x21-\x7e]*$/, 'A token has neither spaces nor letters with accents.')
    .nullable(),
  providerNumber: line(60).nullable(),
  version: z.int(),
})
export type ConnectPayer = z.infer<typeof ConnectPayer>

/** What a payer answers to being looked at; nothing of a patient goes there. */
export const PayerCheck = z.enum(['answers', 'token-refused', 'not-fhir', 'unreachable'])
export type PayerCheck = z.infer<typeof PayerCheck>
