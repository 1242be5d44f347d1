import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openRelay, type RelayOptions, type RunningRelay } from '../../relay/compose.js'
import type { TestPostgres } from './postgres.js'

/** Where a relay of the tests keeps its log: a folder, or a folder and a database of a PostgreSQL. */
export interface RelayHome {
  readonly dataDir: string
  readonly databaseUrl: string | null
  remove(): void
}

export async function newRelayHome(postgres: TestPostgres | null): Promise<RelayHome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'medichain relay '))
  return {
    dataDir,
    databaseUrl: postgres && (await postgres.newDatabase()),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** A relay in this process, on plain HTTP; what it noted as defects comes along. */
export async function openTestRelay(
  home: RelayHome,
  options: Partial<RelayOptions> = {},
): Promise<RunningRelay & { defects: unknown[]; events: string[] }> {
  const defects: unknown[] = []
  const events: string[] = []
  const running = await openRelay({
    dataDir: home.dataDir,
    databaseUrl: home.databaseUrl,
    migrations: resolve('migrations/relay'),
    log: {
      info: (event, facts) => void events.push(JSON.stringify({ event, ...facts })),
      defect: (_place, error) => void defects.push(error),
    },
    host: '127.0.0.1',
    tls: 'none',
    strangerRequestsPerMinute: 100_000,
    ...options,
  })
  return { ...running, defects, events }
}

/** A relay in a process of its own, as a server runs it: the built program. */
export interface RelayProcess {
  readonly url: string
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  /** All that it has written to its standard output and error. */
  said(): string
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

export async function startRelayProcess(
  home: RelayHome,
  port = 0,
  args: readonly string[] = [],
  /** What starts it: a command that runs the rest of its line somewhere else. */
  within: readonly string[] = [],
): Promise<RelayProcess> {
  const program = resolve('build/app/relay.cjs')
  const fixed = ['--data-dir', home.dataDir, '--host', '127.0.0.1', '--port', String(port), '--plain']
  const [command = process.execPath, ...line] = [
    ...within,
    ...[process.execPath, '--max-semi-space-size=4', program, ...fixed, ...args],
  ]
  const child = spawn(command, line, {
    env: { ...process.env, DATABASE_URL: home.databaseUrl ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolveExit) => child.once('exit', resolveExit))
  let said = ''
  const url = await new Promise<string>((resolveUrl, reject) => {
    const read = (text: Buffer) => {
      said += text
      const found = /MediChain relay: (\S+)/.exec(said)?.[1]
      if (found) resolveUrl(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then((code) => reject(new Error(`The relay ended with ${code}: ${said}`)))
  })
  return {
    url,
    child,
    exited,
    said: () => said,
    kill(signal) {
      child.kill(signal)
      return exited
    },
  }
}
