import { computeAddress } from 'ethers'
import { ZodError } from 'zod'
import {
  type Address,
  type ChainOutcome,
  type ChainPort,
  ChainRefused,
  ChainUnreachable,
  type Hex32,
  type PrescriptionOnChain,
} from '../../core/ports/chain.js'
import type { Host } from '../../core/ports/host.js'
import { type ChainArtifacts, type ContractAddresses, deploymentAddresses } from './artifacts.js'
import { planAnchor, planCall } from './calls.js'
import { type ChainConnection, RpcError } from './connection.js'
import { createContracts } from './contracts.js'
import { ensureDeployed } from './deployment.js'
import { createLocalConnection } from './local-connection.js'
import { merkleTree } from './merkle.js'
import { answers, toQuantity } from './node-answers.js'
import { loadQuickKeccak } from './quick-keccak.js'
import { createReadiness } from './readiness.js'
import { createRemoteConnection } from './remote-connection.js'
import { createSender } from './sender.js'
import { createSubmitMany } from './submit-many.js'
import { createTransact } from './transact.js'
import { createDigest } from './typed-data.js'

export type ChainOptions = (LocalNode | RemoteNode) & DeploymentChoice

/** Our own chain in a helper process, keeping its blocks in `dataDir`, a folder of its own. */
export interface LocalNode {
  host: Pick<Host, 'start'>
  dataDir: string
}

/** A node behind a JSON-RPC endpoint, a consortium's or one of our own; https unless it is on this machine. */
export interface RemoteNode {
  endpoint: string
  accessToken?: string
  /** Whose chain it is; a consortium's unless it is said. */
  kind?: 'local' | 'consortium'
}

export interface DeploymentChoice {
  /** The private key that relays and pays: 32 bytes, made at random for this installation, from the secret store. */
  operatorKey: Hex32
  chainId: number
  /** The chain id that staff sign for, where it is not the chain's: a clinic keeps its own on every chain. */
  clinicChainId?: number
  /** The deployment's salt: 32 random bytes, made once, kept with the key. */
  salt: Hex32
  /** The compiled contracts, from build/contracts. */
  artifacts: ChainArtifacts
  /** Where a consortium's steward deployed the contracts. Otherwise we deploy them ourselves. */
  contracts?: ContractAddresses
  /** How often the node is asked for signs of life. */
  healthIntervalMs?: number
  requestTimeoutMs?: number
  miningTimeoutMs?: number
}

/**
 * Connects to a chain; returns at once and connects (and deploys, the first time) behind the scenes, see `status()`.
 * While it starts, calls wait; while it is unreachable, they are rejected with ChainUnreachable. `digest` always works.
 */
export function createChain(options: ChainOptions): ChainPort {
  const { chainId, salt, artifacts, operatorKey } = options
  const operator = computeAddress(operatorKey).toLowerCase() as Address
  const addresses = options.contracts ?? deploymentAddresses(operator)
  const domain = { chainId: options.clinicChainId ?? chainId, salt, contracts: addresses }
  const digest = createDigest(domain)
  const connection = connect(options)
  const { request } = connection
  const miningTimeoutMs = options.miningTimeoutMs ?? 120_000
  const sender = createSender({ request, operator, operatorKey, chainId, miningTimeoutMs })
  const contracts = createContracts(artifacts, addresses, operator, request)
  const transact = createTransact(contracts, addresses, sender, connection.kind === 'consortium')
  const submitMany = createSubmitMany(transact, request)
  const isOurs = options.contracts === undefined

  const readiness = createReadiness({
    connection,
    chainId,
    addresses,
    healthIntervalMs: options.healthIntervalMs ?? 10_000,
    prepare: () => {
      sender.forget()
      return ensureDeployed({ artifacts, domain, chainId, operator, isOurs, request, sender, contracts })
    },
  })

  let loading: ReturnType<typeof loadQuickKeccak> | undefined
  const quickKeccak = () => {
    loading ??= loadQuickKeccak()
    return loading
  }

  /** Runs a task once the chain runs. A node that answers nonsense, or an error beyond a contract's, counts as unreachable. */
  async function whenReady<T>(task: () => Promise<T>): Promise<T> {
    await readiness.ready()
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof RpcError || error instanceof ZodError)) throw error
      throw new ChainUnreachable(error.message, { cause: error })
    }
  }

  async function claimId(procedureCode: Hex32): Promise<bigint> {
    const [id] = await contracts.view('InsuranceVerificationContract', 'claimIdOf', [procedureCode])
    return BigInt(id)
  }

  const noted = <T extends ChainOutcome>(outcome: T): T => {
    if (!(outcome instanceof ChainRefused)) readiness.sawBlock(outcome.blockNumber)
    return outcome
  }

  return {
    status: readiness.status,
    onStatus: readiness.onStatus,
    digest,
    submit: (call) => whenReady(async () => noted(await transact.one(planCall(call)))),
    submitMany: (calls) => whenReady(async () => (await submitMany(calls)).map(noted)),
    async anchorBatch(leaves) {
      const tree = merkleTree(leaves, await quickKeccak())
      const receipt = await whenReady(async () => noted(await transact.one(planAnchor(tree.root, leaves.length))))
      return { receipt, proofs: leaves.map((leaf, index) => ({ root: tree.root, leaf, path: tree.path(index) })) }
    },
    verifyProof: ({ root, leaf, path }) =>
      whenReady(async () => {
        const [isProven] = await contracts.view('AnchorRegistry', 'verify', [root, leaf, path])
        return isProven === true
      }),
    verifyPrescription: (medicationHash) =>
      whenReady(async () => {
        const [, found] = await contracts.view('PrescriptionContract', 'findPrescription', [medicationHash])
        return toPrescription(found)
      }),
    verifyPatient: (patient) =>
      whenReady(async () => {
        const [found] = await contracts.view('MedicalRecordContract', 'getPatient', [patient])
        return { isRegistered: found.registeredAtBlock > 0n, recordCount: Number(found.recordCount) }
      }),
    claimStatus: (claimKey) =>
      whenReady(async () => {
        const id = await claimId(claimKey)
        const [status] = await contracts.view('InsuranceVerificationContract', 'getClaimStatus', [id])
        return (['unknown', 'submitted', 'settled'] as const)[Number(status)] ?? 'unknown'
      }),
    blockHash: (blockNumber) =>
      whenReady(async () => {
        const block = await request('eth_getBlockByNumber', [toQuantity(blockNumber), false])
        return answers.block.parse(block)?.hash ?? null
      }),
    close: readiness.close,
  } satisfies ChainPort
}

function connect(options: ChainOptions): ChainConnection {
  const { chainId, operatorKey, requestTimeoutMs = 20_000 } = options
  if ('endpoint' in options) {
    const { endpoint, accessToken, kind = 'consortium' } = options
    return createRemoteConnection({
      endpoint,
      kind,
      ...(accessToken === undefined ? {} : { accessToken }),
      requestTimeoutMs,
    })
  }
  const { host, dataDir } = options
  return createLocalConnection({ host, dbPath: dataDir, chainId, operatorKey, requestTimeoutMs })
}

interface PrescriptionStruct {
  status: bigint
  fillsLeft: bigint
  doctor: string
  medicationHash: string
}

function toPrescription({ status, fillsLeft, doctor, medicationHash }: PrescriptionStruct): PrescriptionOnChain {
  const state = (['unknown', 'active', 'filled', 'cancelled'] as const)[Number(status)] ?? 'unknown'
  if (state === 'unknown') return { state }
  return {
    state,
    doctor: doctor.toLowerCase() as Address,
    medicationHash: medicationHash as Hex32,
    fillsLeft: Number(fillsLeft),
  }
}
