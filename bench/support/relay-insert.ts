import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase, rawKeyBytes, type SqlcipherDatabase } from '../../adapters/sqlcipher/database.js'
import type { SyncDevice } from '../../tests/support/sync-device.js'
import { check, median, ratios, timed } from './figure.js'
import { type BenchRelay, foundFleet, Lines, type StoreName, startBenchRelay } from './relay.js'
import { measure } from './report.js'

/** Ops in a push, and their bodies' bytes. */
const opsInPush = 100
const bodyBytes = 500
/** Pushes of all devices together in a turn. */
const pushesInTurn = 128
const crowds = [1, 8, 64] as const

interface Row {
  device: string
  seq: number
  body: Uint8Array
}

/** What a bare store takes: a table of ops with its key, a transaction for each push, and nothing that asks or checks. */
interface Bare {
  insert(rows: readonly Row[]): Promise<void>
  count(): Promise<number>
  close(): Promise<void>
}

/** @param store which of the relay's stores is measured */
export const measureInsert = (store: StoreName) =>
  measure(async (settings) => {
    const relay = await startBenchRelay(store)
    const bare = store === 'postgres' ? await bareRows(relay) : bareFile(relay)
    const lines = new Lines(relay.url)
    const floor: number[] = []
    const ours: number[] = []
    const byCrowd = new Map<number, number[]>(crowds.map((crowd) => [crowd, []]))
    let inserted = 0
    try {
      const fleets = new Map<number, SyncDevice[]>()
      for (const crowd of crowds) fleets.set(crowd, await foundFleet(relay.url, crowd))
      for (let round = -1; round < settings.rounds; round += 1) {
        const rates = { floor: [] as number[], ours: [] as number[] }
        for (const crowd of crowds) {
          const fleet = fleets.get(crowd) ?? []
          const work = fleet.map((device) => prepare(device, pushesInTurn / crowd))
          const ops = pushesInTurn * opsInPush
          const bareMs = await timed(() => together(work, ({ rows }) => bare.insert(rows)))
          const relayMs = await timed(() => together(work, ({ token, batch }) => lines.push(token, batch)))
          inserted += ops
          rates.floor.push((ops / bareMs) * 1_000)
          rates.ours.push((ops / relayMs) * 1_000)
          if (round >= 0) byCrowd.get(crowd)?.push(bareMs / relayMs)
        }
        // The first turn opens connections and fills caches.
        if (round < 0) continue
        floor.push(median(rates.floor))
        ours.push(median(rates.ours))
      }
      check((await bare.count()) === inserted, 'every op is a row in the bare store')
      for (const fleet of fleets.values()) await checkStored(fleet)
    } finally {
      lines.close()
      await bare.close()
      await relay.close()
    }
    const name = store === 'postgres' ? 'PostgreSQL' : 'SQLCipher'
    return {
      id: `relay-${store}`,
      title: `Ops a second that the relay takes on ${name}: authenticated, verified, deduplicated, counted, durable`,
      goal: 'at least 0.8 × the bare insert rate of the store',
      unit: 'ops/s',
      floor: { name: `bare inserts, a transaction for each ${opsInPush} ops`, rounds: floor },
      ours: { name: `pushes of ${opsInPush} ops over HTTP, acknowledged`, rounds: ours },
      measured: { name: 'ratio', unit: '×', rounds: ratios(ours, floor) },
      limit: { atLeast: 0.8 },
      checked: [`all ${inserted.toLocaleString('en')} ops are in the relay, every device's log whole and in order`],
      notes: crowds.map(
        (crowd) =>
          `${crowd} ${crowd === 1 ? 'device' : 'devices at once'}: ${(byCrowd.get(crowd) ?? []).map((ratio) => ratio.toFixed(2)).join(', ')} ×`,
      ),
    }
  })

interface Prepared {
  token: string
  batch: Uint8Array
  rows: Row[]
}

/** Batches are sealed before the clock runs: that is the device's work, not the relay's. */
function prepare(device: SyncDevice, pushes: number): Prepared[] {
  return Array.from({ length: pushes }, () => {
    const from = device.ops.length + 1
    device.write(opsInPush, bodyBytes)
    const rows = device.ops
      .slice(from - 1)
      .map(({ header, body }, at) => ({ device: device.id, seq: from + at, body: Buffer.concat([header, body]) }))
    return { token: device.token, batch: device.batch(from, opsInPush), rows }
  })
}

/** Each device one push after the other, all devices at once. */
async function together(work: readonly Prepared[][], push: (one: Prepared) => Promise<void>): Promise<void> {
  await Promise.all(
    work.map(async (pushes) => {
      for (const one of pushes) await push(one)
    }),
  )
}

async function checkStored(fleet: readonly SyncDevice[]): Promise<void> {
  const [first] = fleet
  if (!first) return
  const { heads } = (await first.call('GET', '/v1/directory')).json() as {
    heads: { device: string; seq: number; hash: string }[]
  }
  for (const device of fleet) {
    const head = heads.find((one) => one.device === device.id)
    check(head?.seq === device.ops.length && head.hash === device.head, "the relay's head is the device's")
  }
}

const table =
  'CREATE TABLE bare (device TEXT NOT NULL, seq BIGINT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (device, seq))'

function bareFile({ home }: BenchRelay): Bare {
  const database: SqlcipherDatabase = openDatabase(join(home.dataDir, 'bare.db'), randomBytes(rawKeyBytes))
  check(database.pragma('synchronous') === 2, 'the bare file is as durable as the relay')
  database.exec(table)
  return {
    insert(rows) {
      database.transact((db) => {
        for (const { device, seq, body } of rows)
          db.run('INSERT INTO bare VALUES ($device, $seq, $body)', { device, seq, body })
      })
      return Promise.resolve()
    },
    count: async () => database.row<{ n: number }>('SELECT count(*) AS n FROM bare')?.n ?? 0,
    close: async () => database.close(),
  }
}

async function bareRows({ postgres }: BenchRelay): Promise<Bare> {
  const pool = new pg.Pool({ connectionString: await postgres?.newDatabase(), max: 10 })
  await pool.query(table.replace('BLOB', 'BYTEA'))
  const places = Array.from({ length: opsInPush }, (_, at) => `($${3 * at + 1}, $${3 * at + 2}, $${3 * at + 3})`)
  const text = `INSERT INTO bare VALUES ${places.join(', ')}`
  return {
    async insert(rows) {
      await pool.query({ name: 'bare', text, values: rows.flatMap(({ device, seq, body }) => [device, seq, body]) })
    },
    count: async () => Number((await pool.query('SELECT count(*) AS n FROM bare')).rows[0].n),
    close: () => pool.end(),
  }
}
