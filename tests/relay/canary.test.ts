import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openDatabase } from '../../adapters/sqlcipher/database.js'
import { harbor } from '../support/node.js'
import { startPostgres } from '../support/postgres.js'
import { newRelayHome, type RelayHome, startRelayProcess } from '../support/relay.js'
import { LyingRelay } from '../sync/lying-relay.js'
import { meet, Scene } from '../sync/workstations.js'

/** Names that occur nowhere else. */
const names = Array.from({ length: 50 }, (_, index) => [`Zanzibarra${index}x`, `Quokkaline${index}x`]).flat()

/** Every name begins with one of these, so that looking for them finds all. */
const stems = ['Zanzibarra', 'Quokkaline', 'Wombat', 'Harbor Clinic', 'Amara', harbor.passphrase]

test.each(['sqlcipher', 'postgres'] as const)(
  'a hundred names and codes are nowhere in what a relay on %s stores, logs, has in memory, hears and says',
  async (store) => {
    const scene = new Scene()
    const postgres = store === 'postgres' ? await startPostgres() : null
    const home = await newRelayHome(postgres)
    const relay = await startRelayProcess(home)
    // Behind the end of TLS: what goes either way in plain HTTP and on the live lines.
    const line = await LyingRelay.before(relay.url)
    try {
      const { first, recoveryCode } = await scene.clinic({ url: line.url, fingerprint: null })
      for (let index = 0; index < names.length; index += 2) await first.register(names[index] ?? '', names[index + 1])
      const second = await scene.joined(first, 'Front room Wombatus')
      await second.register('Wombatina')
      await meet([first, second])
      const codes = first.records.database.rows<{ code: string }>('SELECT code FROM patients').map(({ code }) => code)
      const [tenant] = first.records.database.rows<{ id: string }>('SELECT id FROM sync_devices')
      const seen: Record<string, Buffer> = {
        'its files': Buffer.concat([...filesOf(home.dataDir), ...(postgres ? filesOf(postgres.folder) : [])]),
        'its rows': Buffer.concat(postgres ? await rowsOf(home) : rowsOfFile(home)),
        'its log': Buffer.from(relay.said()),
        'what it heard and said': Buffer.concat(line.traffic),
        'its memory': Buffer.concat(memoryOf(relay.child.pid ?? 0)),
      }
      // What is looked through is really there: the id of a device, which the relay does know.
      for (const place of ['its rows', 'what it heard and said', ...(seen['its memory']?.length ? ['its memory'] : [])])
        expect([place, seen[place]?.includes(tenant?.id ?? '-')]).toEqual([place, true])
      const found = Object.entries(seen).flatMap(([place, bytes]) =>
        [
          ...[...stems, recoveryCode].filter((stem) => formsOf(stem).some((form) => bytes.includes(form))),
          ...codesIn(bytes).filter((code) => codes.includes(code)),
        ].map((secret) => [place, secret]),
      )
      expect(found).toEqual([])
      expect(await relay.kill('SIGTERM')).toBe(0)
      expect([...names, ...codes].filter((secret) => relay.said().includes(secret))).toEqual([])
    } finally {
      await scene.close()
      await line.close()
      await relay.kill('SIGKILL')
      await postgres?.stop()
      home.remove()
    }
  },
  180_000,
)

const formsOf = (secret: string): Buffer[] => [
  Buffer.from(secret),
  Buffer.from(secret, 'utf16le'),
  Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1)),
  Buffer.from(Buffer.from(secret).toString('hex')),
]

/** Everything that looks like a person's code, in bytes and in pairs of bytes. */
const codesIn = (bytes: Buffer): string[] =>
  [...bytes.toString('latin1').matchAll(/P\0?-(?:\0?[0-9A-Z]){6}/g)].map(([text]) => text.replaceAll('\0', ''))

/** Every file below a folder as it lies there, logs of writes among them. */
const filesOf = (folder: string): Buffer[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => readFileSync(path))

/** Every value of every table, opened with the relay's own key. */
function rowsOfFile({ dataDir }: RelayHome): Buffer[] {
  const key = Buffer.from(readFileSync(join(dataDir, 'relay.key'), 'utf8').trim(), 'base64')
  const database = openDatabase(join(dataDir, 'relay.db'), key, { isShared: true })
  try {
    return database
      .rows<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
      .flatMap(({ name }) => database.rows<Record<string, unknown>>(`SELECT * FROM "${name}"`).flatMap(bytesOf))
  } finally {
    database.close()
  }
}

async function rowsOf({ databaseUrl }: RelayHome): Promise<Buffer[]> {
  const client = new pg.Client({ connectionString: databaseUrl ?? '' })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    )
    const parts: Buffer[] = []
    for (const { name } of tables.rows)
      parts.push(...(await client.query(`SELECT * FROM "${name}"`)).rows.flatMap(bytesOf))
    return parts
  } finally {
    await client.end()
  }
}

const bytesOf = (row: Record<string, unknown>): Buffer[] =>
  Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value))))

/** All memory that the process may write to, as Linux shows it to whoever may look; nothing elsewhere. */
function memoryOf(pid: number): Buffer[] {
  if (process.platform !== 'linux') return []
  const regions = readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)
  let memory: number
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r')
  } catch {
    // The system forbids to look into another program, even one's own child.
    return []
  }
  const parts: Buffer[] = []
  for (const [, from = '0', to = '0'] of regions)
    parts.push(readRegion(memory, Number.parseInt(from, 16), Number.parseInt(to, 16)))
  closeSync(memory)
  return parts
}

function readRegion(memory: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from)
  try {
    return bytes.subarray(0, readSync(memory, bytes, 0, bytes.length, from))
  } catch {
    // Reserved and never touched.
    return Buffer.alloc(0)
  }
}
