/**
 * Checks a record's Merkle proof against a chain, without anything else of MediChain: hashes and ABI encoding are ethers', the
 * answers are a node's. Nothing is imported from the rest of the repository, so that a fault or a lie there cannot pass here.
 */
import { concat, Interface, keccak256, type Result, sha256, toUtf8Bytes } from 'ethers'

/** The functions and the event of contracts/src/AnchorRegistry.sol that are asked for. */
const registryAbi = new Interface([
  'function rootInfo(bytes32 root) view returns (uint256 blockNumber, uint256 timestamp, uint256 count)',
  'function verify(bytes32 root, bytes32 leaf, bytes32[] proof) view returns (bool)',
  'event BatchAnchored(bytes32 indexed root, uint256 indexed batchId, uint256 count)',
])

/** What was asked, what came of it, and the numbers to look at. */
export interface Finding {
  claim: string
  isTrue: boolean
  seen: string
}

export interface ProofToCheck {
  record: { kind: string; id: string; version: number; domain: string; salt: string; contentHash: string }
  commitment: string
  merkle: { root: string; path: string[] }
  chain: { chainId: number; genesisHash: string; registry: string; txHash: string; blockNumber: number }
}

export interface CheckOptions {
  /** A node of the chain, of the checker's own choice. */
  rpc: string
  /** The registry's address as the checker knows it from elsewhere; otherwise the file's word is taken. */
  registry?: string
  /** Sent as a bearer token, where the node asks for one. */
  token?: string
}

/** The file cannot be a proof: it is not JSON, or a field is missing or malformed. */
export class NotAProof extends Error {
  override readonly name = 'NotAProof'
}

/** Reads a proof's text. @throws {NotAProof} */
export function readProof(text: string): ProofToCheck {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    throw new NotAProof('The file is not JSON.')
  }
  const top = objectAt(file, 'the file')
  if (top.format !== 'medichain-proof-1')
    throw new NotAProof('The file is not a proof of MediChain (medichain-proof-1).')
  const record = objectAt(top.record, 'record')
  const merkle = objectAt(top.merkle, 'merkle')
  const chain = objectAt(top.chain, 'chain')
  if (!Array.isArray(merkle.path) || merkle.path.length > 64)
    throw new NotAProof('merkle.path is not a list of hashes.')
  return {
    record: {
      kind: textAt(record, 'kind'),
      id: textAt(record, 'id'),
      version: numberAt(record, 'version'),
      domain: textAt(record, 'domain'),
      salt: hexAt(record.salt, 'record.salt', 32),
      contentHash: hexAt(record.contentHash, 'record.contentHash', 32),
    },
    commitment: hexAt(top.commitment, 'commitment', 32),
    merkle: {
      root: hexAt(merkle.root, 'merkle.root', 32),
      path: merkle.path.map((hash, index) => hexAt(hash, `merkle.path[${index}]`, 32)),
    },
    chain: {
      chainId: numberAt(chain, 'chainId'),
      genesisHash: hexAt(chain.genesisHash, 'chain.genesisHash', 32),
      registry: hexAt(chain.registry, 'chain.registry', 20),
      txHash: hexAt(chain.txHash, 'chain.txHash', 32),
      blockNumber: numberAt(chain, 'blockNumber'),
    },
  }
}

/** keccak256(sha256(domain) ‖ sha256(id:version) ‖ salt ‖ content hash), as docs/adr/0006-commitments.md says. */
export function commitmentOf({ domain, id, version, salt, contentHash }: ProofToCheck['record']): string {
  const hash = (text: string) => sha256(toUtf8Bytes(text))
  return keccak256(concat([hash(domain), hash(`${id}:${version}`), salt, contentHash]))
}

/** The root to which a path leads: the leaf hashed twice, then each pair in ascending order. */
export function rootOf(leaf: string, path: readonly string[]): string {
  return path.reduce(
    (node, sibling) => keccak256(concat(BigInt(node) <= BigInt(sibling) ? [node, sibling] : [sibling, node])),
    keccak256(keccak256(leaf)),
  )
}

/** Checks all that a proof claims; goes on after a false claim, so that the whole picture is seen. @throws when no node answers. */
export async function checkProof(proof: ProofToCheck, options: CheckOptions): Promise<Finding[]> {
  const { record, commitment, merkle, chain } = proof
  const registry = (options.registry ?? chain.registry).toLowerCase()
  const ask = (method: string, params: readonly unknown[]) => request(options, method, params)
  const read = async (fn: 'rootInfo' | 'verify', values: readonly unknown[]) => {
    const answer = await ask('eth_call', [{ to: registry, data: registryAbi.encodeFunctionData(fn, values) }, 'latest'])
    return typeof answer === 'string' && answer !== '0x' ? registryAbi.decodeFunctionResult(fn, answer) : undefined
  }
  const findings: Finding[] = []
  const find = (claim: string, isTrue: boolean, seen: string) => findings.push({ claim, isTrue, seen })

  const computed = commitmentOf(record)
  find('The commitment is made of this record id, version, salt and content hash.', computed === commitment, computed)
  find(
    'The domain belongs to the kind of record.',
    record.domain === `medichain:${record.kind}:1`,
    `${record.domain} for ${record.kind}`,
  )
  const root = rootOf(commitment, merkle.path)
  find('The path leads from the commitment to the root.', root === merkle.root, `${root}, ${merkle.path.length} steps`)

  const chainId = Number(await ask('eth_chainId', []))
  find('The node is on the chain that the proof names.', chainId === chain.chainId, `chain id ${chainId}`)
  const genesis = textOf(await ask('eth_getBlockByNumber', ['0x0', false]), 'hash')
  find('The chain began with the same block.', genesis === chain.genesisHash, genesis || 'no first block')
  if (options.registry !== undefined)
    find('The proof names the registry that you gave.', registry === chain.registry, chain.registry)

  const info = await read('rootInfo', [merkle.root])
  const anchoredAt = Number(info?.blockNumber ?? 0)
  find(
    'The registry knows the root, anchored in that block.',
    anchoredAt !== 0 && anchoredAt === chain.blockNumber,
    info === undefined ? 'no registry at that address' : anchoredAt === 0 ? 'root not anchored' : said(info),
  )
  const verified = await read('verify', [merkle.root, commitment, merkle.path])
  find(
    'The registry itself follows the path to the root.',
    verified?.[0] === true,
    String(verified?.[0] ?? 'no answer'),
  )

  const receipt = await ask('eth_getTransactionReceipt', [chain.txHash])
  const isAnchoring = isBatch(receipt, registry, merkle.root) && Number(textOf(receipt, 'blockNumber')) === anchoredAt
  find(
    'The transaction anchored that root in the registry.',
    isAnchoring,
    receipt === null ? 'no such transaction' : `status ${Number(textOf(receipt, 'status'))}, block ${anchoredAt}`,
  )
  return findings
}

const said = (info: Result): string =>
  `block ${info.blockNumber}, ${new Date(Number(info.timestamp) * 1_000).toISOString()}, ${info.count} records`

/** Whether a receipt holds the registry's own event about this root. */
function isBatch(receipt: unknown, registry: string, root: string): boolean {
  if (typeof receipt !== 'object' || receipt === null || Number(textOf(receipt, 'status')) !== 1) return false
  const topic = registryAbi.getEvent('BatchAnchored')?.topicHash
  const logs: unknown = Reflect.get(receipt, 'logs')
  if (!Array.isArray(logs)) return false
  return logs.some((log: unknown) => {
    const topics: unknown = typeof log === 'object' && log !== null ? Reflect.get(log, 'topics') : undefined
    return textOf(log, 'address') === registry && Array.isArray(topics) && topics[0] === topic && topics[1] === root
  })
}

async function request({ rpc, token }: CheckOptions, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(rpc, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined)
  if (response === undefined) throw new Error('The node did not answer.')
  const answer: unknown = await response.json().catch(() => null)
  if (typeof answer !== 'object' || answer === null || !('result' in answer))
    throw new Error(`The node answered HTTP ${response.status} without a result for ${method}.`)
  return answer.result
}

const textOf = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found.toLowerCase() : ''
}

function objectAt(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new NotAProof(`${where} is missing.`)
  return value as Record<string, unknown>
}

function textAt(parent: Record<string, unknown>, key: string): string {
  const value = parent[key]
  if (typeof value !== 'string') throw new NotAProof(`${key} is not a text.`)
  return value
}

function numberAt(parent: Record<string, unknown>, key: string): number {
  const value = parent[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new NotAProof(`${key} is not a whole number.`)
  return value
}

function hexAt(value: unknown, where: string, bytes: number): string {
  if (typeof value !== 'string' || !/^0x[0-9a-f]*$/i.test(value) || value.length !== 2 + 2 * bytes)
    throw new NotAProof(`${where} is not ${bytes} bytes of hexadecimal.`)
  return value.toLowerCase()
}
