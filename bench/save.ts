import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase, rawKeyBytes } from '../adapters/sqlcipher/database.js'
import { findLikelySame } from '../core/patients/intake.js'
import { copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { check, percentile, ratios, timed } from './support/figure.js'
import { openNode } from './support/node.js'
import { makePeople } from './support/people.js'
import { measure } from './support/report.js'

/** Saves that floor and ours do in turn before the other has its go. */
const blockSize = 20
/** Saves before any is measured. */
const warmUp = 50

/** The rows that one save writes: telling the chain of the person is an op of its own. */
const written = {
  patients: 1,
  patient_names_docsize: 1,
  audit_entries: 1,
  audit_patients: 1,
  ops: 2,
  chain_commitments: 1,
  chain_calls: 1,
}
const tables = Object.keys(written) as (keyof typeof written)[]

await measure(async (settings) => {
  const saves = settings.size === 'quick' ? 200 : 400
  const copy = copyOf(await prepareClinic(settings))
  const bench = openNode(copy.dataDir, 86_400)
  const bare = openDatabase(join(copy.dataDir, 'bare.db'), randomBytes(rawKeyBytes))
  try {
    bare.exec('CREATE TABLE bare (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT')
    const desk = bench.door()
    await desk.identity.signIn({ loginName: staff.desk.loginName, passphrase })
    const { database } = bench.records()
    for (const db of [bare, database])
      check(
        db.pragma('synchronous') === 2 && db.pragma('journal_mode') === 'wal',
        'both files are in WAL with synchronous=FULL',
      )
    const count = () =>
      tables.map((table) => Number(database.row<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n))
    const anybody = makePeople(23)
    /** Somebody whom nobody here resembles: to say of two that they are two is a record more. */
    const next = () => {
      for (;;) {
        const person = anybody()
        if (findLikelySame(database, person).length === 0) return person
      }
    }
    const people = Array.from({ length: warmUp + saves * settings.rounds }, next)
    const register = () => desk.patients.register({ ...taken(people.pop()), isConfirmedNew: true })
    const saveBare = () =>
      bare.transact((db) => db.run('INSERT INTO bare (body) VALUES ($body)', { body: JSON.stringify(people[0]) }))
    for (let warm = 0; warm < warmUp; warm += 1) {
      await register()
      saveBare()
    }
    const before = count()
    const floor: number[] = []
    const ours: number[] = []
    const medians: number[] = []
    for (let round = 0; round < settings.rounds; round += 1) {
      const times = { floor: [] as number[], ours: [] as number[] }
      for (let done = 0; done < saves; done += blockSize)
        for (const side of round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const))
          for (let n = 0; n < blockSize; n += 1) times[side].push(await timed(side === 'ours' ? register : saveBare))
      floor.push(percentile(times.floor, 95))
      ours.push(percentile(times.ours, 95))
      medians.push(percentile(times.ours, 50) / percentile(times.floor, 50))
    }
    const all = settings.rounds * saves
    const added = count().map((now, table) => now - (before[table] ?? 0))
    const perSave = tables.map((table) => `${written[table]} ${table}`).join(', ')
    check(
      tables.every((table, index) => added[index] === all * written[table]),
      `each save wrote ${perSave}; found ${added.join(', ')} for ${all}`,
    )
    return {
      id: 'save',
      title: `A full clinical save among ${settings.patients.toLocaleString('en')} patients, p95`,
      goal: 'at most 2 × a bare keyed commit',
      unit: 'ms',
      floor: { name: 'one row, committed', rounds: floor },
      ours: { name: 'patients.register', rounds: ours },
      measured: { name: 'ratio', unit: '×', rounds: ratios(ours, floor) },
      limit: { atMost: 2 },
      checked: [`${all} saves wrote these rows each: ${perSave}`, 'both files in WAL with synchronous=FULL'],
      notes: [
        'patients.register through the dispatcher: schemas, look for doubles, row, search index, audit, op, commitment, chain call',
        `ratio of the medians: ${medians.map((ratio) => ratio.toFixed(2)).join(', ')}`,
      ],
    }
  } finally {
    bare.close()
    await bench.close()
    copy.remove()
  }
})

function taken<T>(item: T | undefined): T {
  if (item === undefined) throw new Error('There are no more people.')
  return item
}
