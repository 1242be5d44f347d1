import { Interface, type LogDescription, type Result } from 'ethers'
import { ChainRefused, type Hex } from '../../core/ports/chain.js'
import { type ChainArtifacts, type ContractAddresses, type ContractName, contractNames } from './artifacts.js'
import { RpcError } from './connection.js'
import { answers, type ChainLog, toQuantity } from './node-answers.js'

/** A contract's custom error, decoded. */
export interface Revert {
  name: string
  args: readonly unknown[]
}

/** Our contracts, spoken to by name: encoding, views, events and errors. */
export interface Contracts {
  encode(contract: ContractName, fn: string, args: readonly unknown[]): Hex
  /** Asks a view. @throws {ChainRefused} when it reverts. */
  view(contract: ContractName, fn: string, args: readonly unknown[]): Promise<Result>
  /** Tries a call without sending it: null when it would succeed, otherwise why not. */
  tryCall(contract: ContractName, data: Hex): Promise<Revert | null>
  /** All events of a contract in one block. */
  eventsIn(contract: ContractName, blockNumber: number): Promise<ContractEvent[]>
  /** The events of this contract among these logs. */
  parse(contract: ContractName, logs: readonly ChainLog[]): ContractEvent[]
}

export interface ContractEvent {
  name: string
  args: LogDescription['args']
  log: ChainLog
}

type Request = (method: string, params: readonly unknown[]) => Promise<unknown>

export function createContracts(
  artifacts: ChainArtifacts,
  addresses: ContractAddresses,
  operator: string,
  request: Request,
): Contracts {
  const interfaces = new Map(contractNames.map((name) => [name, new Interface(artifacts[name].abi)]))

  const abiOf = (contract: ContractName): Interface => {
    const abi = interfaces.get(contract)
    if (abi === undefined) throw new Error(`No artifact for ${contract}.`)
    return abi
  }
  const encode = (contract: ContractName, fn: string, args: readonly unknown[]) =>
    abiOf(contract).encodeFunctionData(fn, args) as Hex
  const call = (contract: ContractName, data: Hex) =>
    request('eth_call', [{ from: operator, to: addresses[contract], data }, 'latest'])

  const parse: Contracts['parse'] = (contract, logs) =>
    logs
      .filter((log) => log.address.toLowerCase() === addresses[contract])
      .flatMap((log) => {
        const description = abiOf(contract).parseLog(log)
        return description === null ? [] : [{ name: description.name, args: description.args, log }]
      })

  return {
    encode,
    parse,
    async view(contract, fn, args) {
      const abi = abiOf(contract)
      try {
        return abi.decodeFunctionResult(fn, answers.hex.parse(await call(contract, encode(contract, fn, args))))
      } catch (error) {
        const revert = decodeRevert(abi, error)
        if (revert === null) throw error
        throw new ChainRefused(revert.name)
      }
    },
    async tryCall(contract, data) {
      try {
        await call(contract, data)
        return null
      } catch (error) {
        const revert = decodeRevert(abiOf(contract), error)
        if (revert === null) throw error
        return revert
      }
    },
    async eventsIn(contract, blockNumber) {
      const block = toQuantity(blockNumber)
      const filter = { address: addresses[contract], fromBlock: block, toBlock: block }
      return parse(contract, answers.logs.parse(await request('eth_getLogs', [filter])))
    },
  }
}

/** The custom error that a node's answer carries, or null when the answer is about something else. */
function decodeRevert(abi: Interface, error: unknown): Revert | null {
  if (!(error instanceof RpcError)) return null
  const data = revertData(error.data)
  if (data === null) return /revert/i.test(error.message) ? { name: 'Reverted', args: [] } : null
  const description = abi.parseError(data)
  if (description === null) return { name: 'Reverted', args: [] }
  return { name: description.name, args: [...description.args] }
}

/** Nodes differ: the revert's bytes stand in `data` itself, in `data.data` or in `data.result`. */
function revertData(data: unknown): Hex | null {
  if (typeof data === 'string') return /^0x[0-9a-fA-F]{8,}$/.test(data) ? (data as Hex) : null
  if (typeof data !== 'object' || data === null) return null
  return revertData(Reflect.get(data, 'data') ?? Reflect.get(data, 'result') ?? null)
}
