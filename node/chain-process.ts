import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type Ganache from 'ganache'
import type { FromChainProcess, ToChainProcess } from '../adapters/chain/process-protocol.js'
import { collectGarbage, Upkeep } from './upkeep.js'

/**
 * The helper program `chain`: an embedded Ethereum chain that only its parent can talk to. It listens on no port, keeps
 * its blocks under the folder it is given, and knows one account, the operator's. It ends when its parent does.
 */
type Send = (message: FromChainProcess) => void
type Provider = ReturnType<typeof Ganache.provider>

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

let provider: Provider | null = null

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

async function start(options: Extract<ToChainProcess, { type: 'start' }>): Promise<Provider> {
  mkdirSync(options.dbPath, { recursive: true, mode: 0o700 })
  const ganache = await loadGanache()
  const started = ganache.provider({
    logging: { quiet: true },
    chain: { chainId: options.chainId, networkId: options.chainId, hardfork: 'shanghai' },
    database: { dbPath: options.dbPath },
    // No default mnemonic; locked, so that only transactions signed by the operator's key itself are accepted.
    wallet: { accounts: [{ secretKey: options.operatorKey, balance: `0x${(10n ** 30n).toString(16)}` }], lock: true },
    // Randomness in the genesis block: a chain that starts anew within the same second still shows as another chain.
    miner: {
      instamine: 'eager',
      extraData: `0x${randomBytes(32).toString('hex')}`,
    },
  })
  await started.request({ method: 'eth_blockNumber', params: [] })
  return started
}

async function receive(message: ToChainProcess, send: Send): Promise<void> {
  upkeep.changed()
  if (message.type === 'start') {
    try {
      provider = await start(message)
      send({ type: 'started' })
    } catch (error) {
      send({ type: 'failed', reason: `The chain could not start: ${describe(error).message}` })
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
    // Ganache types each method apart; ours are checked by name above.
    const request = { method, params: [...params] } as Parameters<Provider['request']>[0]
    send({ type: 'answer', id, result: await provider.request(request) })
  } catch (error) {
    send({ type: 'error', id, error: describe(error) })
  }
}

async function stop(): Promise<void> {
  const last = provider
  provider = null
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
