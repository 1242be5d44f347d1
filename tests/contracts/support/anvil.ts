import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Address } from '../../../core/ports/chain.js'

/** A node of another maker, standing in for a consortium's: what we do must not depend on ganache's ways. */
export interface Anvil {
  endpoint: string
  port: number
  /** Gives an account something to pay fees with, as a consortium's steward would. */
  fund(account: Address): Promise<void>
  stop(): Promise<void>
}

/** Starts anvil on a free port, or on the one given. */
export async function startAnvil({ port = 0, chainId = 7_441, args = [] as string[] } = {}): Promise<Anvil> {
  const child = spawn(
    findAnvil(),
    ['--port', String(port), '--chain-id', String(chainId), '--hardfork', 'shanghai', '--accounts', '1', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const actualPort = await listeningPort(child)
  const endpoint = `http://127.0.0.1:${actualPort}`
  return {
    endpoint,
    port: actualPort,
    async fund(account) {
      const params = [account, `0x${(10n ** 24n).toString(16)}`]
      await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_setBalance', params }),
      })
    },
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done())
        child.kill('SIGKILL')
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
