import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expandKey } from '../adapters/keys/wrap.js'
import { openDatabase, rawKeyBytes, type SqlcipherDatabase } from '../adapters/sqlcipher/database.js'
import { copyUnder, findDamage } from '../adapters/sqlcipher/whole-copy.js'
import type { SecureDatabase, SecureDatabaseStatus } from '../core/databases/model.js'
import { afterInterruption, growthOf } from '../core/databases/rules.js'
import { accept, type Outcome, refuse } from '../core/kernel/outcome.js'
import type { Clock, Ids } from '../core/ports/clock.js'
import { RecordsDamaged, StorageFull } from '../core/ports/database.js'
import type { SecureDatabasesPort } from '../core/ports/secure-databases.js'
import type { Log } from './log.js'
import { destroyKeys, hasKeys, readKeys, type WrappedKeys, writeKeys } from './secure-database-keys.js'

export interface SecureDatabasesParts {
  folder: string
  /** The clinic's records, which know of the databases and hold none of their keys. */
  database: SqlcipherDatabase
  tenantSecret: Uint8Array
  clock: Clock
  ids: Ids
  log: Log
  told: () => void
}

type Row = Omit<SecureDatabase, 'isIntact' | 'bytes' | 'growth' | 'backups'> & { isIntact: number | null }

const columns = `id, name, purpose, status, reason, created_at AS createdAt, changed_at AS changedAt,
  rotated_at AS rotatedAt, checked_at AS checkedAt, is_intact AS isIntact`

/** Files of this workstation, each under a random key; what a program that was killed left half done is mended here first. */
export function openSecureDatabases(parts: SecureDatabasesParts): SecureDatabasesPort {
  const { folder, database, clock, ids } = parts
  const tenantKey = expandKey(parts.tenantSecret, 'medichain:secure-databases:1')
  const at = (id: string, suffix: string) => join(folder, `${id}${suffix}`)
  const place = (id: string) => ({ folder, id, tenantKey })

  const rowOf = (id: string) => database.row<Row>(`SELECT ${columns} FROM secure_databases WHERE id = $id`, { id })

  function setStatus(id: string, status: SecureDatabaseStatus, reason: string | null): void {
    const params = { id, status, reason, at: clock.now() }
    database.transact((db) =>
      db.run('UPDATE secure_databases SET status = $status, reason = $reason, changed_at = $at WHERE id = $id', params),
    )
    parts.told()
  }

  function whole(row: Row): SecureDatabase {
    const { id } = row
    const backups = database.rows<SecureDatabase['backups'][number]>(
      `SELECT id, made_at AS madeAt, bytes FROM secure_database_backups WHERE database_id = $id ORDER BY made_at DESC, id`,
      { id },
    )
    const sizes = database.rows<{ day: string; bytes: number }>(
      'SELECT day, bytes FROM secure_database_sizes WHERE database_id = $id ORDER BY day',
      { id },
    )
    const isIntact = row.isIntact === null ? null : row.isIntact === 1
    return { ...row, isIntact, bytes: sizeOf(at(id, '.db')), growth: growthOf(sizes), backups }
  }

  /** One size a day is kept: enough to say how it grows. */
  function measure(id: string): void {
    const bytes = sizeOf(at(id, '.db'))
    if (bytes === null) return
    database.transact((db) =>
      db.run(
        `INSERT INTO secure_database_sizes (database_id, day, bytes) VALUES ($id, $day, $bytes)
         ON CONFLICT (database_id, day) DO UPDATE SET bytes = excluded.bytes`,
        { id, day: clock.now().slice(0, 10), bytes },
      ),
    )
  }

  function current(id: string): SecureDatabase {
    const row = rowOf(id)
    if (!row) throw new Error('The secure database is not known.')
    return whole(row)
  }

  /** Opens the file, which must be there: SQLite would make a missing one anew. */
  function withOpen<T>(id: string, use: (opened: SqlcipherDatabase) => T): T {
    if (!existsSync(at(id, '.db'))) throw new RecordsDamaged('The file is not there.')
    const opened = openDatabase(at(id, '.db'), readKeys(place(id)).current)
    try {
      return use(opened)
    } finally {
      opened.close()
    }
  }

  function make(id: string): SecureDatabase {
    clear(id)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const keys: WrappedKeys = { current: randomBytes(rawKeyBytes), next: null, backups: new Map() }
      writeKeys(place(id), keys)
      const made = openDatabase(at(id, '.db.next'), keys.current)
      try {
        made.exec('CREATE TABLE about (id TEXT PRIMARY KEY, made_at TEXT NOT NULL) STRICT')
        made.run('INSERT INTO about (id, made_at) VALUES ($id, $at)', { id, at: clock.now() })
      } finally {
        made.close()
      }
      renameSync(at(id, '.db.next'), at(id, '.db'))
      setStatus(id, 'ready', null)
      measure(id)
    } catch (error) {
      clear(id)
      setStatus(id, 'failed', reasonOf(error))
    }
    return current(id)
  }

  /** Removes what there is of a database that was never ready. */
  function clear(id: string): void {
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      if (name.startsWith(id)) rmSync(join(folder, name), { force: true })
  }

  /**
   * Writes all of an open database anew under a new key and puts it in the old one's place. The key file knows both keys in
   * between, so that a crash at any point leaves one that fits the file.
   */
  function writeAnew(id: string, source: SqlcipherDatabase, finish: () => void): void {
    const keys = readKeys(place(id))
    const next = randomBytes(rawKeyBytes)
    try {
      writeKeys(place(id), { ...keys, next })
      copyUnder(source, at(id, '.db.next'), next)
    } catch (error) {
      dropNext(id, keys)
      throw error
    } finally {
      finish()
    }
    rmSync(at(id, '.db-wal'), { force: true })
    renameSync(at(id, '.db.next'), at(id, '.db'))
    writeKeys(place(id), { ...keys, current: next, next: null })
    // All of it was read twice on the way.
    keepCheck(id, true)
    measure(id)
  }

  function keepCheck(id: string, isIntact: boolean): void {
    const params = { id, at: clock.now(), isIntact: isIntact ? 1 : 0 }
    database.transact((db) =>
      db.run('UPDATE secure_databases SET checked_at = $at, is_intact = $isIntact WHERE id = $id', params),
    )
  }

  function dropNext(id: string, keys: WrappedKeys): void {
    for (const end of ['', '-wal', '-shm']) rmSync(at(id, `.db.next${end}`), { force: true })
    writeKeys(place(id), { ...keys, next: null })
  }

  function rotate(id: string): Outcome<SecureDatabase, string> {
    setStatus(id, 'rotating', null)
    try {
      const source = openDatabase(at(id, '.db'), readKeys(place(id)).current)
      writeAnew(id, source, () => source.close())
      database.transact((db) =>
        db.run('UPDATE secure_databases SET rotated_at = $at WHERE id = $id', { id, at: clock.now() }),
      )
      setStatus(id, 'ready', null)
      return accept(current(id))
    } catch (error) {
      setStatus(id, 'ready', `It was not written anew. ${reasonOf(error)}`)
      return refuse(reasonOf(error))
    }
  }

  function reasonOf(error: unknown): string {
    if (error instanceof StorageFull) return 'The disk of this computer is full. Free some space, then try again.'
    if (error instanceof RecordsDamaged) return 'A part of it cannot be read.'
    return `Something went wrong (reference ${parts.log.defect('databases', error)}).`
  }

  function mend(): void {
    for (const row of database.rows<Row>(`SELECT ${columns} FROM secure_databases`)) {
      const { id, status } = row
      const isLiving = status !== 'encrypting' && status !== 'failed' && status !== 'shredded'
      if (isLiving && hasKeys(place(id))) finishWritingAnew(id)
      const after = afterInterruption(status, hasKeys(place(id)))
      if (status === 'encrypting') clear(id)
      if (after) setStatus(id, after.status, after.reason)
    }
  }

  /** Whichever of the two keys opens the file is its key from now on. */
  function finishWritingAnew(id: string): void {
    const keys = readKeys(place(id))
    if (keys.next === null) return
    if (isOpenedBy(at(id, '.db'), keys.next)) writeKeys(place(id), { ...keys, current: keys.next, next: null })
    else dropNext(id, keys)
  }

  try {
    mend()
  } catch (error) {
    // The clinic's own records do not wait for a file beside them.
    parts.log.defect('databases.mend', error)
  }

  return {
    list: () =>
      database.rows<Row>(`SELECT ${columns} FROM secure_databases ORDER BY created_at DESC, id`).map((row) => {
        if (row.status === 'ready') measure(row.id)
        return whole(row)
      }),

    get: (id) => {
      const row = rowOf(id)
      return row && whole(row)
    },

    provision({ name, purpose }) {
      const id = ids.newId()
      const { changes } = database.transact((db) =>
        db.run(
          `INSERT INTO secure_databases (id, name, purpose, status, created_at, changed_at)
           VALUES ($id, $name, $purpose, 'encrypting', $at, $at) ON CONFLICT DO NOTHING`,
          { id, name, purpose, at: clock.now() },
        ),
      )
      if (changes === 0) return refuse('NAME_TAKEN')
      return accept(make(id))
    },

    change(id, status) {
      if (status === 'rotating') return rotate(id)
      if (status === 'shredded') destroyKeys(place(id))
      setStatus(id, status, null)
      return accept(status === 'encrypting' ? make(id) : current(id))
    },

    check(id) {
      keepCheck(
        id,
        isWhole(() => withOpen(id, findDamage)),
      )
      measure(id)
      parts.told()
      return current(id)
    },

    backUp(id) {
      const backupId = ids.newId()
      const path = at(id, `-${backupId}.backup`)
      const keys = readKeys(place(id))
      const key = randomBytes(rawKeyBytes)
      try {
        writeKeys(place(id), { ...keys, backups: new Map([...keys.backups, [backupId, key]]) })
        withOpen(id, (source) => copyUnder(source, path, key))
        const values = { backupId, id, at: clock.now(), bytes: sizeOf(path) ?? 0 }
        database.transact((db) =>
          db.run(
            'INSERT INTO secure_database_backups (id, database_id, made_at, bytes) VALUES ($backupId, $id, $at, $bytes)',
            values,
          ),
        )
        parts.told()
        return accept(current(id))
      } catch (error) {
        rmSync(path, { force: true })
        return refuse(`No backup was made. ${reasonOf(error)}`)
      }
    },

    restore(id, backupId) {
      const key = readKeys(place(id)).backups.get(backupId)
      const path = at(id, `-${backupId}.backup`)
      if (!key || !existsSync(path)) return refuse('The file of this backup is not there any more.')
      try {
        const source = openDatabase(path, key)
        if (!isWhole(() => findDamage(source))) {
          source.close()
          return refuse('The backup is damaged.')
        }
        writeAnew(id, source, () => source.close())
        setStatus(id, 'ready', null)
        return accept(current(id))
      } catch (error) {
        return refuse(error instanceof RecordsDamaged ? 'The backup is damaged.' : reasonOf(error))
      }
    },
  }
}

function isWhole(find: () => string | null): boolean {
  try {
    return find() === null
  } catch (error) {
    if (error instanceof RecordsDamaged) return false
    throw error
  }
}

function isOpenedBy(path: string, key: Uint8Array): boolean {
  try {
    openDatabase(path, key).close()
    return true
  } catch (error) {
    if (error instanceof RecordsDamaged) return false
    throw error
  }
}

const sizeOf = (path: string): number | null => (existsSync(path) ? statSync(path).size : null)
