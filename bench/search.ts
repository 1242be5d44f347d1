import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../adapters/sqlcipher/database.js'
import { findByNames, readHits } from '../core/patients/store.js'
import type { Reader } from '../core/ports/database.js'
import { copyInPlain, copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { check, percentile, ratios } from './support/figure.js'
import { openNode } from './support/node.js'
import { measure } from './support/report.js'
import { searchTexts } from './support/search-texts.js'

/** Texts that floor and ours are given in turn before the other has its go. */
const blockSize = 25

/** What a search asks of the file. */
const search = (db: Reader, text: string) => readHits(db, findByNames(db, text).slice(0, 50))

await measure(async (settings) => {
  const copy = copyOf(await prepareClinic(settings))
  const bench = openNode(copy.dataDir, 86_400)
  const plainFile = join(copy.dataDir, 'plain.db')
  try {
    await bench.door().identity.signIn({ loginName: staff.desk.loginName, passphrase })
    const records = bench.records()
    copyInPlain(records, plainFile)
    const plain = openDatabase(plainFile, null)
    const texts = searchTexts(records.database, settings.size === 'quick' ? 500 : 1_000)
    let found = 0
    for (const text of texts) {
      const ids = (db: Reader) => search(db, text).map(({ id }) => id)
      const ours = ids(records.database)
      check(ours.length > 0 && ours.join() === ids(plain).join(), 'both files find the same people, and find some')
      found += ours.length
    }
    const floor: number[] = []
    const ours: number[] = []
    for (let round = 0; round < settings.rounds; round += 1) {
      const times = { floor: [] as number[], ours: [] as number[] }
      for (let from = 0; from < texts.length; from += blockSize)
        for (const side of round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const))
          for (const text of texts.slice(from, from + blockSize)) {
            const startedAt = performance.now()
            search(side === 'ours' ? records.database : plain, text)
            times[side].push(performance.now() - startedAt)
          }
      floor.push(percentile(times.floor, 95))
      ours.push(percentile(times.ours, 95))
    }
    plain.close()
    return {
      id: 'search',
      title: `Search among ${settings.patients.toLocaleString('en')} patients, p95, the query alone`,
      goal: 'at most 2 × the same query on an unencrypted file',
      unit: 'ms',
      floor: { name: 'unencrypted file', rounds: floor },
      ours: { name: 'SQLCipher', rounds: ours },
      measured: { name: 'ratio', unit: '×', rounds: ratios(ours, floor) },
      limit: { atMost: 2 },
      checked: [`${texts.length} texts found the same ${found} people in both files`],
      notes: [
        'full-text prefix search with the names of up to 200 hits, and the rows of a page of 50; warm caches of 32 MB each',
      ],
    }
  } finally {
    await bench.close()
    rmSync(plainFile, { force: true })
    copy.remove()
  }
})
