import { Interface } from 'ethers'
import { type Address, ChainUnreachable, type Hex, type Hex32 } from '../../core/ports/chain.js'
import {
  type ChainArtifacts,
  type ContractAddresses,
  type ContractName,
  constructorArguments,
  contractNames,
  signedContracts,
} from './artifacts.js'
import type { Contracts } from './contracts.js'
import { answers } from './node-answers.js'
import type { Sender } from './sender.js'
import { domainSeparator, type SigningDomain } from './typed-data.js'

export interface DeploymentOptions {
  artifacts: ChainArtifacts
  domain: SigningDomain
  /** The id of the chain itself, which is the domain's only on the clinic's own chain. */
  chainId: number
  operator: Address
  /** False where a consortium's steward deployed the contracts: then they are only checked. */
  isOurs: boolean
  request(method: string, params: readonly unknown[]): Promise<unknown>
  sender: Sender
  contracts: Contracts
}

/** PrescriptionContract, the largest, takes about 1.7 M gas. */
const deploymentGasLimit = 4_000_000

/**
 * Makes sure that this chain is the one meant and that our contracts stand on it, deploying those that are missing.
 * Deploying may be interrupted anywhere: each contract belongs to one nonce of the operator, so the next run continues.
 * @returns the hash of the genesis block
 * @throws {ChainUnreachable} with the reason, when this chain cannot carry our contracts
 */
export async function ensureDeployed(options: DeploymentOptions): Promise<Hex32> {
  const { request, domain } = options
  const [chainId, genesis] = await Promise.all([
    request('eth_chainId', []).then((answer) => answers.quantity.parse(answer)),
    request('eth_getBlockByNumber', ['0x0', false]).then((answer) => answers.block.parse(answer)),
  ])
  if (chainId !== options.chainId) {
    throw new ChainUnreachable(`The node is on chain ${chainId}, not on ${options.chainId}.`)
  }
  if (genesis === null) throw new ChainUnreachable('The node has no genesis block.')
  const missing = await missingContracts(domain.contracts, request)
  if (missing.length > 0) await deploy(options, missing)
  await checkDomains(options)
  return genesis.hash
}

async function missingContracts(
  addresses: ContractAddresses,
  request: DeploymentOptions['request'],
): Promise<ContractName[]> {
  const codes = await Promise.all(contractNames.map((name) => request('eth_getCode', [addresses[name], 'latest'])))
  return contractNames.filter((_, index) => answers.hex.parse(codes[index]) === '0x')
}

async function deploy(options: DeploymentOptions, missing: readonly ContractName[]): Promise<void> {
  const { artifacts, domain, operator, request, sender } = options
  if (!options.isOurs) throw new ChainUnreachable(`Contracts are missing on this chain: ${missing.join(', ')}.`)
  const nonce = answers.quantity.parse(await request('eth_getTransactionCount', [operator, 'latest']))
  const [first = ''] = missing
  if (nonce !== contractNames.length - missing.length) {
    throw new ChainUnreachable(
      `The operator's account was used before ${first} was deployed; it needs an unused account.`,
    )
  }
  for (const name of missing) {
    const { abi, bytecode } = artifacts[name]
    const args = new Interface(abi).encodeDeploy(constructorArguments(name, operator, domain))
    const data = `${bytecode}${args.slice(2)}` as Hex
    const txHash = await sender.send({ to: null, data, gasLimit: deploymentGasLimit })
    const receipt = await sender.awaitReceipt(txHash)
    if (receipt.status !== 1) throw new ChainUnreachable(`${name} could not be deployed.`)
  }
  const stillMissing = await missingContracts(domain.contracts, request)
  if (stillMissing.length > 0) throw new ChainUnreachable(`Deployed, but not found: ${stillMissing.join(', ')}.`)
}

/** A wrong salt would show only when the first signature is refused: better now, in words. */
async function checkDomains({ contracts, domain }: DeploymentOptions): Promise<void> {
  for (const name of signedContracts) {
    const [separator] = await contracts.view(name, 'domainSeparator', [])
    if (separator !== domainSeparator(name, domain)) {
      throw new ChainUnreachable(`${name} on this chain belongs to another deployment (its salt differs).`)
    }
  }
}
