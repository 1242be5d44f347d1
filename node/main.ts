import { mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { NodeToShell, ShellToNode } from '../core/kernel/shell-protocol.js'
import { assetsBeside } from './assets.js'
import { composeNode } from './compose.js'
import { childProcessHost, parentPort, shellHost } from './hosts.js'
import { openLog } from './log.js'

const here = dirname(fileURLToPath(import.meta.url))

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    'http-port': { type: 'string' },
    demo: { type: 'boolean', default: false },
    keychain: { type: 'boolean', default: false },
  },
  strict: false,
})

run().catch((error: unknown) => {
  console.error(problemOf(error))
  process.exit(1)
})

async function run(): Promise<void> {
  // Whatever is written here is for this person of the machine alone.
  process.umask(0o077)
  const dataDir = resolve(String(values['data-dir'] ?? process.env.MEDICHAIN_DATA_DIR ?? defaultDataDir()))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const log = openLog(join(dataDir, 'logs'))
  const node = composeNode({
    dataDir,
    assets: assetsBeside(here),
    host: parentPort
      ? shellHost(parentPort, values.keychain === true)
      : childProcessHost((program) => join(here, `${program}.cjs`)),
    log,
    appVersion: String(JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).version),
    roundSeconds: Number(process.env.MEDICHAIN_ROUND_SECONDS ?? 60),
    seatChanged: (isTaken) => tell({ type: 'seat', isTaken }),
  })
  const stop = async () => {
    await node.close()
    process.exit(0)
  }
  process.on('uncaughtException', (error) => {
    // What is written is committed; a process in an unknown state must not write more. The host starts a new one.
    log.defect('process', error)
    process.exit(70)
  })
  if (values.demo && !node.vault.isSetUp())
    void node.vault.setUpDemo().catch((error: unknown) => log.defect('setUpDemo', error))
  const port = values['http-port'] ?? process.env.MEDICHAIN_HTTP_PORT
  if (port !== undefined || !parentPort) announce(await node.openHttpDoor(Number(port ?? 0)))
  if (parentPort) {
    parentPort.on('message', ({ data, ports: [windowPort] }) => {
      const message = data as ShellToNode
      if (message.type === 'window-connected' && windowPort) node.serveWindow(windowPort)
      else if (message.type === 'window-leaves') {
        node.seat.keep()
        tell({ type: 'window-left', isOpen: node.vault.isBusy() })
      } else if (message.type === 'lock') node.seat.lock()
      else if (message.type === 'ping') tell({ type: 'pong' })
      else if (message.type === 'stop') void stop()
    })
    tell({ type: 'node-ready', isKeychainWanted: values.keychain === true })
    return
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
}

/** Why the node could not start, in words: a taken port, a folder that may not be written. */
function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const port = String(values['http-port'] ?? process.env.MEDICHAIN_HTTP_PORT)
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Choose another with --http-port, or 0 for any.`
  if (code === 'ERR_SOCKET_BAD_PORT') return `${port} is not a port. Choose one between 1 and 65535, or 0 for any.`
  if (code === 'EACCES' || code === 'EPERM')
    return 'The data folder may not be written by you. Choose another with --data-dir.'
  return `The local node could not start: ${error instanceof Error ? error.message : String(error)}`
}

function tell(message: NodeToShell): void {
  parentPort?.postMessage(message)
}

function announce({ url }: { url: string }): void {
  console.log(`MediChain local node: ${url} (reference at ${url}/docs)`)
}

/** The platform's place for a person's data; the shell uses the same. */
function defaultDataDir(): string {
  if (process.platform === 'win32')
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'MediChain')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'MediChain')
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'medichain')
}
