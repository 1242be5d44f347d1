import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type Ganache from 'ganache'
import type { FromChainProcess, ToChainProcess } from '../adapters/chain/process-protocol.js'
import type { ChainDoor } from './chain-door.js'
import { collectGarbage, Upkeep } from './upkeep.js'

/**
 * The helper program `chain`: an Ethereum chain that keeps its blocks under the folder it is given. It listens on no port, so that
 * only its parent can talk to it, unless it is told to open a door on loopback. It knows no key but the operator's, where it is
 * given that one. It ends when its parent does.
 */
type StartChain = Extract<ToChainProcess, { type: 'start' }>
type Send = (message: FromChainProcess) => void
type Provider = ReturnType<typeof Ganache.provider>

/** More than all fees of a clinic's life. */
const funds = `0x${(10n ** 30n).toString(16)}`

/** What our client needs. Ganache also has methods that mine, rewind and impersonate; nobody gets those. */
const allowedMethods = new Set([
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_gasPrice',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_sendRawTransaction',
])

/** What programs at the door ask besides, to look at the chain and to send what they signed themselves. */
const methodsAtTheDoor = new Set([
  ...allowedMethods,
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getStorageAt',
  'eth_getTransactionByHash',
  'eth_syncing',
  'net_peerCount',
  'net_version',
  'web3_clientVersion',
])

let provider: Provider | null = null
let door: ChainDoor | null = null

/** Loading ganache leaves twenty megabytes behind, and each batch some. */
const upkeep = new Upkeep(collectGarbage, () => undefined)

/** Loading ganache prints that its web server's native part lacks a build for this runtime. We open no server. */
async function loadGanache(): Promise<typeof Ganache> {
  const { log, warn, error } = console
  const hush = () => {}
  Object.assign(console, { log: hush, warn: hush, error: hush })
  try {
    return (await import('ganache')).default
  } finally {
    Object.assign(console, { log, warn, error })
  }
}

async function start(options: StartChain): Promise<Provider> {
  mkdirSync(options.dbPath, { recursive: true, mode: 0o700 })
  const ganache = await loadGanache()
  const started = ganache.provider({
    logging: { quiet: true },
    chain: { chainId: options.chainId, networkId: options.chainId, hardfork: 'shanghai' },
    database: { dbPath: options.dbPath },
    // No default mnemonic; locked, so that only transactions signed by the operator's key itself are accepted.
    wallet: {
      ...(options.operatorKey === null
        ? { totalAccounts: 0 }
        : { accounts: [{ secretKey: options.operatorKey, balance: funds }] }),
      lock: true,
    },
    // Randomness in the genesis block: a chain that starts anew within the same second still shows as another chain.
    miner: {
      instamine: 'eager',
      extraData: `0x${randomBytes(32).toString('hex')}`,
    },
  })
  const isNew = (await started.request({ method: 'eth_blockNumber', params: [] })) === '0x0'
  if (isNew)
    for (const account of options.accounts)
      await started.request({ method: 'evm_setAccountBalance', params: [account, funds] })
  return started
}

/** Serves other programs of this computer, and tells what happens on the chain. */
async function openDoor(chain: Provider, { door: wish }: StartChain, send: Send): Promise<ChainDoor | null> {
  if (wish === null) return null
  const tell = (text: string) => send({ type: 'log', text })
  chain.on('message', ({ data }: { data: { result: { number?: string; gasUsed?: string } } }) => {
    const { number, gasUsed } = data.result
    if (number !== undefined) tell(`Block ${Number(number)}, ${Number(gasUsed ?? 0)} gas.`)
  })
  await chain.request({ method: 'eth_subscribe', params: ['newHeads'] })
  const ask = (method: string, params: readonly unknown[]) => {
    upkeep.changed()
    return request(chain, method, params)
  }
  // Loaded where it is needed: most chains have no door, and each byte counts in a process that runs all day.
  const { openChainDoor } = await import('./chain-door.js')
  return openChainDoor({ ...wish, methods: methodsAtTheDoor, ask, tell })
}

async function receive(message: ToChainProcess, send: Send): Promise<void> {
  upkeep.changed()
  if (message.type === 'start') {
    try {
      provider = await start(message)
      door = await openDoor(provider, message, send)
      send({ type: 'started', port: door?.port ?? null })
    } catch (error) {
      send({ type: 'failed', reason: reasonOf(error, message) })
      process.exitCode = 1
      await stop()
    }
  } else if (message.type === 'request') {
    await answer(message, send)
  } else if (message.type === 'stop') {
    await stop()
  }
}

async function answer({ id, method, params }: Extract<ToChainProcess, { type: 'request' }>, send: Send): Promise<void> {
  if (provider === null || !allowedMethods.has(method)) {
    send({ type: 'error', id, error: { code: -32601, message: `The method ${method} is not available.`, data: null } })
    return
  }
  try {
    send({ type: 'answer', id, result: await request(provider, method, params) })
  } catch (error) {
    send({ type: 'error', id, error: describe(error) })
  }
}

/** Ganache types each method apart; ours are checked by name before. */
const request = (chain: Provider, method: string, params: readonly unknown[]): Promise<unknown> =>
  chain.request({ method, params: [...params] } as Parameters<Provider['request']>[0])

/** Why the chain did not start, in words that tell what to do. */
function reasonOf(error: unknown, { door: wish }: StartChain): string {
  const { message } = describe(error)
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') return `Port ${wish?.port} is taken by another program. Choose another one.`
  if (code === 'EACCES' && wish !== null && wish.port < 1024)
    return `Port ${wish.port} is kept for the system. Choose one above 1023.`
  if (code === 'ENOSPC' || /no space left/i.test(message))
    return 'The disk of this computer is full. Free some space, then try again.'
  return `The chain could not start: ${message}`
}

async function stop(): Promise<void> {
  const last = provider
  provider = null
  await door?.close()
  await last?.disconnect()
  process.exit()
}

function describe(error: unknown): { code: number; message: string; data: unknown } {
  if (!(error instanceof Error)) return { code: -32603, message: String(error), data: null }
  const { code, data } = error as Error & { code?: unknown; data?: unknown }
  return { code: typeof code === 'number' ? code : -32603, message: error.message, data: data ?? null }
}

/** The little of Electron's `process.parentPort` and MessagePortMain that is needed; Electron's types stay out of here. */
interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void
  on(event: 'close', listener: () => void): void
  postMessage(message: unknown): void
  start?(): void
}

function listenToElectron(parentPort: ElectronPort): void {
  parentPort.on('message', ({ ports: [port] }) => {
    if (port === undefined) return
    port.on('message', ({ data }) => void receive(data as ToChainProcess, (message) => port.postMessage(message)))
    port.on('close', () => void stop())
    port.start?.()
  })
}

function listenToParentProcess(): void {
  process.on('message', (message) => void receive(message as ToChainProcess, (said) => process.send?.(said)))
  process.on('disconnect', () => void stop())
}

const parentPort = Reflect.get(process as object, 'parentPort') as ElectronPort | null | undefined
if (parentPort) listenToElectron(parentPort)
else listenToParentProcess()
