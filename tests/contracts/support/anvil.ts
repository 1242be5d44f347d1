import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import * as z from 'zod'
import type { Address } from '../../../core/ports/chain.js'

/** A node of another maker, standing in for a consortium's: what we do must not depend on ganache's ways. */
export interface Anvil {
  endpoint: string
  port: number
  /** Gives an account something to pay fees with, as a consortium's steward would. */
  fund(account: Address): Promise<void>
  blockNumber(): Promise<number>
  /** Waits for the next block that holds transactions. */
  nextFullBlock(): Promise<number>
  /** Writes what the node holds between two blocks to a file for `--load-state`. */
  save(file: string): Promise<void>
  stop(): Promise<void>
}

const Answer = z.object({ result: z.unknown() })
const Block = z.object({ number: z.string(), transactions: z.array(z.unknown()) })

/** Starts anvil on a free port, or on the one given. */
export async function startAnvil({ port = 0, chainId = 7_441, args = [] as string[] } = {}): Promise<Anvil> {
  const child = spawn(
    findAnvil(),
    ['--port', String(port), '--chain-id', String(chainId), '--hardfork', 'shanghai', '--accounts', '1', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  // A test that fails before it stops its node leaves none behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const actualPort = await listeningPort(child)
  child.unref()
  const endpoint = `http://127.0.0.1:${actualPort}`
  async function request(method: string, params: readonly unknown[]): Promise<unknown> {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    return Answer.parse(await answer.json()).result
  }
  const blockNumber = async () => Number(z.string().parse(await request('eth_blockNumber', [])))
  return {
    endpoint,
    port: actualPort,
    blockNumber,
    async fund(account) {
      await request('anvil_setBalance', [account, `0x${(10n ** 24n).toString(16)}`])
    },
    async nextFullBlock() {
      const before = await blockNumber()
      for (;;) {
        const { number, transactions } = Block.parse(await request('eth_getBlockByNumber', ['latest', false]))
        if (Number(number) > before && transactions.length > 0) return Number(number)
        await pause(20)
      }
    },
    async save(file) {
      for (;;) {
        const before = await blockNumber()
        const state = z.string().parse(await request('anvil_dumpState', []))
        // A block in the middle would leave accounts that are ahead of the blocks.
        if ((await blockNumber()) !== before) continue
        return writeFile(file, gunzipSync(Buffer.from(state.slice(2), 'hex')))
      }
    },
    stop: () =>
      new Promise((done) => {
        process.off('exit', end)
        child.ref()
        child.once('exit', () => done())
        end()
      }),
  }
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`anvil ended with code ${code}`)))
    if (child.stdout === null) return fail(new Error('anvil without output'))
    createInterface(child.stdout).on('line', (line) => {
      const port = /^Listening on .*:(\d+)$/.exec(line)?.[1]
      if (port !== undefined) done(Number(port))
    })
  })
}

function findAnvil(): string {
  const scope = resolve(import.meta.dirname, '../../../node_modules/@foundry-rs')
  const names = readdirSync(scope).filter((name) => name.startsWith('anvil-'))
  const paths = names.flatMap((name) => ['anvil', 'anvil.exe'].map((file) => join(scope, name, 'bin', file)))
  const found = paths.find((path) => existsSync(path))
  if (found === undefined) throw new Error('No anvil for this platform under node_modules/@foundry-rs: run npm ci.')
  return found
}
