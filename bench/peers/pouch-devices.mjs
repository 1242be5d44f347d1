import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { answer } from './answer.mjs'

/** Two devices with PouchDB over LevelDB, and the server between them. */
const [, , peer = '', folder = ''] = process.argv
const PouchDB = createRequire(join(peer, 'package.json'))('pouchdb')
/** @type {any[]} */
let pair = []
let remote = ''

answer({
  /** New databases on both devices, and documents on the first. */
  async fill(
    /** @type {string} */ url,
    /** @type {number} */ round,
    /** @type {number} */ count,
    /** @type {number} */ bytes,
  ) {
    remote = `${url}/round${round}`
    pair = ['a', 'b'].map((name) => new PouchDB(join(folder, `${name}${round}`)))
    for (let made = 0; made < count; made += 500)
      await pair[0].bulkDocs(
        Array.from({ length: Math.min(500, count - made) }, (_, at) => ({
          _id: String(made + at).padStart(8, '0'),
          body: randomBytes(bytes / 2).toString('hex'),
        })),
      )
  },
  async push() {
    const startedAt = performance.now()
    const { docs_written: count } = await pair[0].replicate.to(remote)
    return { ms: performance.now() - startedAt, count }
  },
  async pull() {
    const startedAt = performance.now()
    await pair[1].replicate.from(remote)
    const ms = performance.now() - startedAt
    return { ms, count: (await pair[1].info()).doc_count, isSame: (await digest(pair[0])) === (await digest(pair[1])) }
  },
  /** One document after the other, each until it is on the other device. */
  async live(/** @type {number} */ count) {
    const [a, b] = pair
    const up = a.replicate.to(remote, { live: true, retry: true })
    const down = b.replicate.from(remote, { live: true, retry: true })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const times = []
    for (let made = 0; made < count; made += 1) {
      const id = `live${made}`
      const startedAt = performance.now()
      const changes = b.changes({ since: 'now', live: true })
      const arrived = new Promise((/** @type {(value: void) => void} */ resolve) => {
        changes.on('change', (/** @type {{ id: string }} */ change) => change.id === id && resolve())
      })
      await a.put({ _id: id, body: randomBytes(250).toString('hex') })
      await arrived
      times.push(performance.now() - startedAt)
      changes.cancel()
    }
    up.cancel()
    down.cancel()
    return times
  },
})

async function digest(/** @type {any} */ database) {
  const { rows } = await database.allDocs()
  return rows.map((/** @type {any} */ row) => `${row.id} ${row.value.rev}`).join()
}
