import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainConnection, ConnectionState } from '../../adapters/chain/connection.js'
import { createLocalConnection } from '../../adapters/chain/local-connection.js'
import { askHealth } from '../../adapters/chain/node-health.js'
import { createRemoteConnection } from '../../adapters/chain/remote-connection.js'
import type { NodeRow, NodeSecrets } from '../../core/chain-nodes/store.js'
import type { Host } from '../../core/ports/host.js'

/** A living connection to a node: its process, or somebody else's endpoint. */
export interface Runner {
  look(): ReturnType<typeof askHealth>
  close(): Promise<void>
}

export interface RunnerParts {
  host: Pick<Host, 'start'>
  /** Holds a folder for each chain that was made here. */
  folder: string
  /** Funded on each of them beside those that were asked for: the clinic's own. */
  account: string
  requestTimeoutMs: number
  /** A process may take so long to start: on a busy computer it reads for a while. */
  startTimeoutMs: number
}

export interface RunnerEvents {
  state(state: ConnectionState): void
  started(process: { port: number | null }): void
  log(text: string): void
}

/** Starts a node's process, or connects to its endpoint; both are tried again with backoff until they are closed. */
export function startRunner(parts: RunnerParts, node: NodeRow, secrets: NodeSecrets, events: RunnerEvents): Runner {
  const connection = node.kind === 'process' ? processOf(parts, node, secrets, events) : endpointOf(parts, secrets)
  connection.open((state) => events.state(state))
  return { look: () => askHealth(connection), close: () => connection.close() }
}

function processOf(parts: RunnerParts, node: NodeRow, secrets: NodeSecrets, events: RunnerEvents): ChainConnection {
  const door = { port: node.port ?? 0, accessToken: secrets.accessToken ?? '' }
  return createLocalConnection({
    host: parts.host,
    dbPath: blocksOf(parts, node.id),
    chainId: node.chainId ?? 0,
    operatorKey: null,
    accounts: [parts.account, ...node.accounts],
    door,
    onStarted(process) {
      // Started again, it keeps the port that it was given.
      door.port = process.port ?? door.port
      events.started(process)
    },
    onLog: (text) => events.log(text),
    requestTimeoutMs: parts.startTimeoutMs,
  })
}

const endpointOf = ({ requestTimeoutMs }: RunnerParts, { endpoint, accessToken }: NodeSecrets): ChainConnection =>
  createRemoteConnection({
    endpoint: endpoint ?? '',
    kind: 'consortium',
    ...(accessToken === null ? {} : { accessToken }),
    requestTimeoutMs,
  })

/** Where the blocks of a chain made here are. */
export const blocksOf = ({ folder }: Pick<RunnerParts, 'folder'>, id: string): string => join(folder, id)

/** As much as a chain writes at first. */
const trialBytes = 1_000_000

/** Makes room for a chain's blocks. @throws where there is none: then nothing was made. */
export function makeRoom(parts: Pick<RunnerParts, 'folder'>, id: string): void {
  mkdirSync(parts.folder, { recursive: true, mode: 0o700 })
  const trial = join(parts.folder, 'space.new')
  try {
    const descriptor = openSync(trial, 'w', 0o600)
    try {
      writeSync(descriptor, new Uint8Array(trialBytes))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } finally {
    rmSync(trial, { force: true })
  }
  mkdirSync(blocksOf(parts, id), { recursive: true, mode: 0o700 })
}

export function removeBlocks(parts: Pick<RunnerParts, 'folder'>, id: string): void {
  rmSync(blocksOf(parts, id), { recursive: true, force: true })
}

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
