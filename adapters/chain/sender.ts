import { setTimeout as pause } from 'node:timers/promises'
import { SigningKey, Transaction } from 'ethers'
import { type Address, ChainUnreachable, type Hex, type Hex32 } from '../../core/ports/chain.js'
import { RpcError } from './connection.js'
import { answers, type TransactionReceipt } from './node-answers.js'

export interface SenderOptions {
  request(method: string, params: readonly unknown[]): Promise<unknown>
  operator: Address
  operatorKey: Hex32
  chainId: number
  /** How long a transaction may wait to be mined before the chain counts as unreachable. */
  miningTimeoutMs: number
}

/** Signs and sends the operator's transactions, one after the other. */
export interface Sender {
  /** The hash of the transaction, once the node took it. */
  send(transaction: { to: Address | null; data: Hex; gasLimit: number }): Promise<Hex32>
  /** @throws {ChainUnreachable} when it is not mined in time, or the node has lost it. */
  awaitReceipt(txHash: Hex32): Promise<TransactionReceipt>
  /** Forgets what was known of the operator's nonce and of fees: after a reconnection or another sender's interference. */
  forget(): void
}

type Fees = { type: 0; gasPrice: bigint } | { type: 2; maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

const feesAreGoodForMs = 15_000
/** How often a node is asked whether it still has a transaction that is not mined. */
const poolCheckMs = 1_000
/** A node behind a balancer may not have heard of it yet: only one that has never heard of it so often lost it. */
const missesMeanLost = 3

export function createSender(options: SenderOptions): Sender {
  const key = new SigningKey(options.operatorKey)
  let nextNonce: number | null = null
  let fees: { value: Fees; readAt: number } | null = null

  const forget = () => {
    nextNonce = null
    fees = null
  }

  async function readFees(): Promise<Fees> {
    const [block, price] = await Promise.all([
      options.request('eth_getBlockByNumber', ['latest', false]),
      options.request('eth_gasPrice', []),
    ])
    const gasPrice = BigInt(answers.hex.parse(price))
    const baseFee = answers.block.parse(block)?.baseFeePerGas
    if (baseFee === undefined) return { type: 0, gasPrice }
    const tip = gasPrice - BigInt(baseFee)
    // Twice the price: a base fee rises by an eighth a block at most, and what is not needed is not charged.
    return { type: 2, maxFeePerGas: 2n * gasPrice, maxPriorityFeePerGas: tip > 0n ? tip : 0n }
  }

  async function sendOnce(to: Address | null, data: Hex, gasLimit: number): Promise<Hex32> {
    nextNonce ??= answers.quantity.parse(
      await options.request('eth_getTransactionCount', [options.operator, 'pending']),
    )
    if (fees === null || performance.now() - fees.readAt > feesAreGoodForMs) {
      fees = { value: await readFees(), readAt: performance.now() }
    }
    const { chainId } = options
    const transaction = Transaction.from({ to, data, gasLimit, chainId, nonce: nextNonce, value: 0, ...fees.value })
    transaction.signature = key.sign(transaction.unsignedHash)
    const txHash = answers.hex.parse(await options.request('eth_sendRawTransaction', [transaction.serialized]))
    nextNonce += 1
    return txHash
  }

  /** Gives up on a transaction that its node has forgotten, which happens when it was started again. */
  function watchPool(txHash: Hex32): () => Promise<void> {
    let askAt = performance.now() + poolCheckMs
    let misses = 0
    return async () => {
      if (performance.now() < askAt) return
      askAt = performance.now() + poolCheckMs
      const isKnown = (await options.request('eth_getTransactionByHash', [txHash])) !== null
      misses = isKnown ? 0 : misses + 1
      if (misses < missesMeanLost) return
      forget()
      throw new ChainUnreachable('The node has lost a transaction that it had taken.')
    }
  }

  return {
    forget,
    async send({ to, data, gasLimit }) {
      try {
        return await sendOnce(to, data, gasLimit)
      } catch (error) {
        forget()
        // Someone else sent with the operator's key, or fees rose since we looked: once more with fresh numbers.
        const isStale = error instanceof RpcError && /nonce|already known|underpriced|max fee/i.test(error.message)
        if (!isStale) throw error
        return await sendOnce(to, data, gasLimit)
      }
    },
    async awaitReceipt(txHash) {
      const deadline = performance.now() + options.miningTimeoutMs
      const checkPool = watchPool(txHash)
      // The embedded chain has mined it by now; a consortium's blocks come every few seconds.
      for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 500)) {
        const receipt = answers.receipt.parse(await options.request('eth_getTransactionReceipt', [txHash]))
        if (receipt !== null) return receipt
        if (performance.now() > deadline) {
          throw new ChainUnreachable(`The transaction was not mined within ${options.miningTimeoutMs} ms.`)
        }
        await checkPool()
        await pause(waitMs)
      }
    },
  }
}
