import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { type ChainArtifacts, contractNames } from '../../../adapters/chain/artifacts.js'
import { type ChainOptions, createChain } from '../../../adapters/chain/chain.js'
import type { ToChainProcess } from '../../../adapters/chain/process-protocol.js'
import type { ChainPort, ChainStatus, Hex32 } from '../../../core/ports/chain.js'
import type { Helper, Host } from '../../../core/ports/host.js'
import { compileContracts } from '../../../scripts/contracts/compile.mjs'

const root = resolve(import.meta.dirname, '../../..')

/** A host that forks the very program that ships, bundled as it ships, and tells what it started. */
export interface ForkingHost extends Pick<Host, 'start'> {
  /** The process that runs now. */
  readonly pid: number
  readonly startCount: number
  /** Lets go of the running process, as a parent does that dies; resolves when it ended. */
  abandon(): Promise<void>
}

export async function bundleChainProcess(): Promise<{ host(): ForkingHost; remove(): Promise<void> }> {
  // Inside the checkout, so that the bundle finds its packages.
  await mkdir(join(root, 'build'), { recursive: true })
  const folder = await mkdtemp(join(root, 'build/chain-test-'))
  const outfile = join(folder, 'chain.cjs')
  await build({
    entryPoints: [join(root, 'node/chain-process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    external: ['ganache'],
  })
  return { host: () => forkingHost(outfile), remove: () => rm(folder, { recursive: true }) }
}

function forkingHost(program: string): ForkingHost {
  let running: ChildProcess | null = null
  let startCount = 0
  return {
    get pid() {
      // Never 0: a signal to process 0 goes to the tests themselves.
      if (running?.pid === undefined) throw new Error('No chain process was started.')
      return running.pid
    },
    get startCount() {
      return startCount
    },
    async start() {
      const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      running = child
      startCount++
      return {
        pid: child.pid,
        // A process that was killed this moment cannot be written to; its exit says so.
        postMessage: (message) => void (child.connected && child.send(message as object, () => {})),
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', listener),
        kill: () => void child.kill('SIGKILL'),
      } satisfies Helper
    },
    abandon: () =>
      new Promise((done) => {
        running?.once('exit', () => done())
        running?.disconnect()
      }),
  }
}

/** A host whose process is killed the moment it was sent a message of this kind: power cuts, at chosen places. */
export function killingHost(host: ForkingHost, isFatal: (message: ToChainProcess) => boolean): Pick<Host, 'start'> {
  return {
    async start(program, args) {
      const helper = await host.start(program, args)
      const postMessage = (message: unknown) => {
        helper.postMessage(message)
        if (isFatal(message as ToChainProcess)) process.kill(host.pid, 'SIGKILL')
      }
      return { ...helper, postMessage }
    },
  }
}

/** The compiled contracts, compiled now if they changed. */
export async function readArtifacts(): Promise<ChainArtifacts> {
  await compileContracts()
  const read = async (name: string) => JSON.parse(await readFile(join(root, `build/contracts/${name}.json`), 'utf8'))
  const entries = await Promise.all(contractNames.map(async (name) => [name, await read(name)] as const))
  return Object.fromEntries(entries) as unknown as ChainArtifacts
}

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'medichain-chain-'))

export const random32 = (): Hex32 => `0x${randomBytes(32).toString('hex')}`

/** A clinic's own secrets of a deployment, and a way to connect with them any number of times. */
export async function newDeployment(
  changes: Partial<Pick<ChainOptions, 'requestTimeoutMs' | 'healthIntervalMs' | 'operatorKey'>> = {},
) {
  const artifacts = await readArtifacts()
  const secrets = { operatorKey: random32(), salt: random32(), chainId: 7_441, artifacts, ...changes }
  return {
    ...secrets,
    openLocal: (host: Pick<Host, 'start'>, dataDir: string): ChainPort => createChain({ ...secrets, host, dataDir }),
    openConsortium: (endpoint: string): ChainPort => createChain({ ...secrets, endpoint }),
  }
}

/** Resolves once the chain's status is as asked for. */
export function statusWhere(chain: ChainPort, isWanted: (status: ChainStatus) => boolean): Promise<ChainStatus> {
  return new Promise((done) => {
    const look = (status: ChainStatus) => {
      if (!isWanted(status)) return
      unsubscribe()
      done(status)
    }
    const unsubscribe = chain.onStatus(look)
    look(chain.status())
  })
}

export const isRunning = (status: ChainStatus): boolean => status.state === 'running'
