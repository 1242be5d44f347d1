import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { IceServer } from '../core/kernel/rooms/media.js'
import type { FromRelayProcess, ToRelayProcess } from '../core/sync/relay-process.js'
import { openRelay, type RelayOptions, type RunningRelay } from './compose.js'
import { openLog } from './log.js'

/**
 * The relay's program: alone on a server (`npm run relay -- OPTIONS`), or as a helper of the front desk's workstation, which
 * says what to do in messages and with whose end it ends.
 */
const here = dirname(fileURLToPath(import.meta.url))
const defaultPort = 8484
/** What is under way may take so long to end; then it is cut, and devices send it again. */
const shutdownMs = 15_000

const options = {
  'data-dir': { type: 'string' },
  'database-url': { type: 'string' },
  'key-file': { type: 'string' },
  name: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  plain: { type: 'boolean', default: false },
  'behind-proxy': { type: 'boolean', default: false },
  announce: { type: 'boolean', default: false },
  admission: { type: 'string' },
  'metrics-token': { type: 'string' },
  'device-bytes-per-hour': { type: 'string' },
  'tenant-bytes': { type: 'string' },
  'media-port': { type: 'string' },
  'media-address': { type: 'string' },
  'ice-servers': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

const usage = `npm run relay -- OPTIONS            (each also as an environment variable: --data-dir is MEDICHAIN_RELAY_DATA_DIR)
  --data-dir FOLDER              the encrypted file, its key, the certificate
  --database-url URL             PostgreSQL instead of the file (or DATABASE_URL); any number of relays may share it
  --key-file FILE                the encrypted file's key, where it shall not lie beside it
  --name TEXT                    what devices show
  --host ADDRESS --port NUMBER   where to listen: 0.0.0.0, ${defaultPort}
  --tls-cert FILE --tls-key FILE a certificate of yours instead of the relay's own
  --plain                        no TLS; only with --host 127.0.0.1 or --behind-proxy
  --behind-proxy                 a proxy ends TLS and sets X-Forwarded-For
  --announce                     let devices of this network find the relay (mDNS)
  --admission WORD               founding a clinic here asks for this word
  --metrics-token TOKEN          lets other machines read /metrics
  --device-bytes-per-hour NUMBER, --tenant-bytes NUMBER   quotas
  --media-port NUMBER            calls: the first port, UDP and TCP, one a core; otherwise any
  --media-address ADDRESS        calls: what browsers are told, where the relay stands behind NAT
  --ice-servers JSON             calls: TURN, as [{"urls":["turn:…"],"username":"…","credential":"…"}]`

type Options = Partial<Record<keyof typeof options, string | boolean>>

const parentPort = Reflect.get(process as object, 'parentPort') as ElectronPort | null | undefined
// Whatever is written here is for this person of the machine alone.
process.umask(0o077)
if (parentPort) serveElectron(parentPort)
else if (process.send) serveParent()
else void runAlone()

async function runAlone(): Promise<void> {
  try {
    const { values } = parseArgs({ options })
    if (values.help) return console.log(usage)
    const running = await openRelay(optionsOf(values))
    let isStopping = false
    const stop = () => {
      if (isStopping) return
      isStopping = true
      void closeInTime(running)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    console.log(`MediChain relay: ${running.url}`)
    if (running.fingerprint) console.log(`Fingerprint (SHA-256): ${running.fingerprint}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

function optionsOf(values: Options): RelayOptions {
  const text = (name: keyof typeof options): string | undefined => {
    const value = values[name] ?? process.env[`MEDICHAIN_RELAY_${name.replaceAll('-', '_').toUpperCase()}`]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const number = (name: keyof typeof options): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!/^\d{1,15}$/.test(value)) throw new Error(`--${name} takes a whole number.`)
    return Number(value)
  }
  const dataDir = resolve(text('data-dir') ?? defaultDataDir())
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const [certFile, keyFile] = [text('tls-cert'), text('tls-key')]
  const keyFileOfStore = text('key-file')
  const [deviceBytesPerHour, tenantBytes] = [number('device-bytes-per-hour'), number('tenant-bytes')]
  const name = text('name')
  return {
    dataDir,
    migrations: migrationsBeside(here),
    joinFolder: joinPageBeside(here),
    log: openLog(),
    ...(name !== undefined && { name }),
    host: text('host') ?? '0.0.0.0',
    port: number('port') ?? defaultPort,
    databaseUrl: text('database-url') ?? process.env.DATABASE_URL ?? null,
    ...(keyFileOfStore !== undefined && { keyFile: keyFileOfStore }),
    tls: values.plain ? 'none' : certFile && keyFile ? { certFile, keyFile } : 'own',
    isBehindProxy: values['behind-proxy'] === true,
    isAnnounced: values.announce === true,
    admission: text('admission') ?? null,
    metricsToken: text('metrics-token') ?? null,
    rooms: {
      workerFile: mediaWorkerBeside(here),
      firstPort: number('media-port') ?? 0,
      announcedAddress: text('media-address') ?? null,
      iceServers: iceServersOf(text('ice-servers')),
    },
    quotas: {
      ...(deviceBytesPerHour !== undefined && { deviceBytesPerHour }),
      ...(tenantBytes !== undefined && { tenantBytes }),
    },
  }
}

/** As a helper: one `start`, then until `stop`, or until whoever started it is gone. */
function helper(send: (message: FromRelayProcess) => void) {
  let running: RunningRelay | null = null
  const stop = () => (running ? closeInTime(running) : process.exit(0))
  const receive = async (message: ToRelayProcess): Promise<void> => {
    if (message.type === 'stop') return void stop()
    try {
      const { type: _, ...rest } = message
      mkdirSync(message.dataDir, { recursive: true, mode: 0o700 })
      const rooms = { workerFile: mediaWorkerBeside(here) }
      running = await openRelay({
        ...rest,
        rooms,
        migrations: migrationsBeside(here),
        joinFolder: joinPageBeside(here),
        log: openLog(),
      })
      const { url, port, id, fingerprint } = running
      send({ type: 'started', url, port, relay: id, fingerprint: fingerprint ?? '' })
    } catch (error) {
      send({ type: 'failed', reason: error instanceof Error ? error.message : 'The relay could not start.' })
      process.exitCode = 1
      void stop()
    }
  }
  return { receive, stop }
}

function serveElectron(port: ElectronPort): void {
  port.on('message', ({ ports: [channel] }) => {
    if (channel === undefined) return
    const { receive, stop } = helper((message) => channel.postMessage(message))
    channel.on('message', ({ data }) => void receive(data as ToRelayProcess))
    channel.on('close', () => void stop())
    channel.start?.()
  })
}

function serveParent(): void {
  const { receive, stop } = helper((message) => process.send?.(message))
  process.on('message', (message) => void receive(message as ToRelayProcess))
  process.on('disconnect', () => void stop())
}

async function closeInTime(running: RunningRelay): Promise<void> {
  setTimeout(() => process.exit(1), shutdownMs).unref()
  await running.close()
  process.exit()
}

/** Beside the bundle; in a checkout, at its root. */
function migrationsBeside(folder: string): string {
  return folder.endsWith('relay') ? join(folder, '..', 'migrations', 'relay') : join(folder, 'migrations', 'relay')
}

/** The page that patients open, as the build made it. */
function joinPageBeside(folder: string): string {
  return folder.endsWith('relay') ? join(folder, '..', 'build', 'app', 'join') : join(folder, 'join')
}

/** The program that set-up got (scripts/setup/mediasoup-worker.mjs), which the build put beside the bundle; null where it has none. */
function mediaWorkerBeside(folder: string): string | null {
  if (process.env.MEDIASOUP_WORKER_BIN) return process.env.MEDIASOUP_WORKER_BIN
  const name = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker'
  // What a packaged app starts lies beside its archive, not in it.
  const file = join(folder.replace(/app\.asar$/, 'app.asar.unpacked'), name)
  return existsSync(file) ? file : null
}

/** @throws when it is not what `--help` says. */
function iceServersOf(text: string | undefined): IceServer[] {
  if (text === undefined) return []
  try {
    return IceServer.array().max(8).parse(JSON.parse(text))
  } catch {
    throw new Error('--ice-servers takes JSON: [{"urls":["turn:turn.example.org"],"username":"…","credential":"…"}].')
  }
}

/** The platform's place for a service's data. */
function defaultDataDir(): string {
  if (process.platform === 'win32')
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'MediChain Relay')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'MediChain Relay')
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'medichain-relay')
}

/** The little of Electron's `process.parentPort` and MessagePortMain that is needed; Electron's types stay out of here. */
interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void
  on(event: 'close', listener: () => void): void
  postMessage(message: unknown): void
  start?(): void
}
