import * as z from 'zod'
import { isSafeEndpoint } from '../kernel/endpoint.js'
import { AnyId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

/** The node that every workstation has: the clinic's own chain, in a process that listens on no port. */
export const ownNodeId = 'own-chain-of-the-desk0'

/** `own`: the clinic's embedded chain. `process`: another chain that was made here. `consortium`: somebody else's node. */
export const ChainNodeKind = z.enum(['own', 'process', 'consortium'])
export type ChainNodeKind = z.infer<typeof ChainNodeKind>

/**
 * `provisioning`: being made, or asked for the first time. `syncing`: it starts, or catches up with its chain. `degraded`: it is
 * there and something about it needs somebody. `failed`: it was not made, or does not answer any more.
 */
export const ChainNodeStatus = z.enum(['provisioning', 'syncing', 'running', 'degraded', 'stopped', 'failed'])
export type ChainNodeStatus = z.infer<typeof ChainNodeStatus>

export const ChainNodeChange = z.object({ status: ChainNodeStatus, reason: z.string().nullable(), at: Instant })
export type ChainNodeChange = z.infer<typeof ChainNodeChange>

/** A node of a chain, as this workstation finds it. Its credential is never part of an answer. */
export const ChainNode = z.object({
  id: AnyId,
  kind: ChainNodeKind,
  name: z.string(),
  status: ChainNodeStatus,
  /** Why it is not simply running. */
  reason: z.string().nullable(),
  /** Whether the clinic's records are anchored here. */
  isHome: z.boolean(),
  chainId: z.int().nullable(),
  genesisHash: z.string().nullable(),
  /** Scheme, host and port alone; null where it listens on none. */
  endpoint: z.string().nullable(),
  hasCredential: z.boolean(),
  /** Accounts that were given funds on a chain made here. */
  accounts: z.array(z.string()),
  /** What the last look found; null before the first, and where there is no such thing. */
  blockNumber: z.int().nullable(),
  peers: z.int().nullable(),
  latencyMs: z.int().nullable(),
  diskBytes: z.int().nullable(),
  checkedAt: Instant.nullable(),
  createdAt: Instant,
  changedAt: Instant,
  /** Newest first. */
  history: z.array(ChainNodeChange),
})
export type ChainNode = z.infer<typeof ChainNode>

/** Anchoring everything again on another chain, in its old order. */
export const ChainMove = z.object({
  fromId: AnyId,
  toId: AnyId,
  startedAt: Instant,
  /** Calls and commitments that stand on the new chain, and all of them. */
  anchored: z.int(),
  total: z.int(),
  /** Why it does not go on now; null while it does. */
  reason: z.string().nullable(),
})
export type ChainMove = z.infer<typeof ChainMove>

export const ChainNodes = z.object({
  items: z.array(ChainNode),
  move: ChainMove.nullable(),
  /** The account that pays for the clinic: a consortium's steward gives it funds. It is on every chain the same. */
  account: z.string(),
})
export type ChainNodes = z.infer<typeof ChainNodes>

export const ChainNodeLogLine = z.object({ at: Instant, text: z.string() })
export type ChainNodeLogLine = z.infer<typeof ChainNodeLogLine>

const ChainId = z.int('Write the number alone.').min(1).max(4_294_967_295)
const Credential = z
  .string()
  .min(8, 'At least 8 characters.')
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, 'Letters, digits and signs without spaces.')
const Account = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'An account is 0x and 40 hexadecimal digits.')

/** A chain of its own in a process of this workstation, behind a port that only this computer reaches. */
export const ProvisionProcessNode = z.strictObject({
  kind: z.literal('process'),
  name: line(60),
  chainId: ChainId,
  /** 0 takes a free one, and keeps it. */
  port: z.int('Write the number alone.').min(0).max(65_535),
  /** What other programs send to be let in; without one, only MediChain is. */
  accessToken: Credential.nullable(),
  /** Accounts that get funds, beside the clinic's own. */
  accounts: z.array(Account).max(10),
})

/** A consortium's node, reached over JSON-RPC. */
export const RegisterConsortiumNode = z.strictObject({
  kind: z.literal('consortium'),
  name: line(60),
  chainId: ChainId,
  endpoint: z
    .string()
    .trim()
    .max(300)
    .refine(isSafeEndpoint, 'Write an https address without a name or password in it. Only this computer may be http.'),
  /** Sent as a bearer token, where the consortium asks for one. */
  accessToken: Credential.nullable(),
})

export const ProvisionChainNode = z.discriminatedUnion('kind', [ProvisionProcessNode, RegisterConsortiumNode])
export type ProvisionChainNode = z.infer<typeof ProvisionChainNode>

/** What a person may ask for: what it then is, its health says. `provisioning` tries again what failed. */
export const WantedNodeStatus = z.enum(['provisioning', 'running', 'stopped'])
export type WantedNodeStatus = z.infer<typeof WantedNodeStatus>
