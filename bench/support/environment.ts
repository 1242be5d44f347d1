import { closeSync, fdatasyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { Database } from '@signalapp/sqlcipher'
import { cacheDir, root } from './settings.js'

/** What a number is worth nothing without. */
export interface Environment {
  node: string
  electron: string
  sqlcipher: string
  ganache: string
  cpu: string
  cores: number
  load: number[]
  /** 4 KiB overwritten and synced, one after the other, on the disk that the databases are on. */
  fdatasyncPerSecond: number
}

export function readEnvironment(): Environment {
  const [cpu] = cpus()
  return {
    node: process.versions.node,
    electron: electronVersion(),
    sqlcipher: sqlcipherVersion(),
    ganache: versionOf('ganache'),
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    load: loadavg().map((value) => Math.round(value * 100) / 100),
    fdatasyncPerSecond: measureSync(),
  }
}

export const environmentLine = (env: Environment): string =>
  `Node ${env.node} · Electron ${env.electron} · SQLCipher ${env.sqlcipher} · ganache ${env.ganache} · ${env.cores} cores ` +
  `(${env.cpu}) · load ${env.load.join(' ')} · fdatasync ${env.fdatasyncPerSecond}/s`

function electronVersion(): string {
  const record = JSON.parse(readFileSync(join(root, '.runtime', 'electron', 'medichain-runtime.json'), 'utf8'))
  return `${record.version}${record.kind === 'official' ? '' : ' (fallback)'}`
}

function sqlcipherVersion(): string {
  const database = new Database(':memory:')
  const version = String(database.pragma('cipher_version', { simple: true }))
  database.close()
  return version
}

const versionOf = (name: string): string =>
  String(JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version)

/** Half a second of what every commit waits for. */
function measureSync(): number {
  mkdirSync(cacheDir, { recursive: true })
  const file = join(cacheDir, `fdatasync-${process.pid}`)
  const descriptor = openSync(file, 'w')
  const page = Buffer.alloc(4096, 7)
  let count = 0
  const startedAt = performance.now()
  while (performance.now() - startedAt < 500) {
    writeSync(descriptor, page, 0, page.length, 0)
    fdatasyncSync(descriptor)
    count += 1
  }
  const seconds = (performance.now() - startedAt) / 1000
  closeSync(descriptor)
  rmSync(file)
  return Math.round(count / seconds)
}
