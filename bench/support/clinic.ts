import { createHash } from 'node:crypto'
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openDatabase } from '../../adapters/sqlcipher/database.js'
import { migrate, readMigrations } from '../../adapters/sqlcipher/migrate.js'
import { PatientId } from '../../core/kernel/ids.js'
import type { Role } from '../../core/kernel/roles.js'
import { addPatient } from '../../core/patients/intake.js'
import type { OpenRecords } from '../../node/records.js'
import { randomIds } from '../../node/system.js'
import { furnish } from './furnish.js'
import { openNode } from './node.js'
import { makePeople } from './people.js'
import { cacheDir, root, type Settings } from './settings.js'

export const passphrase = 'seven quiet herons measure the delta'

/** Who works at the bench's clinic; the administrator founds it. */
export const staff = {
  admin: { loginName: 'amara', displayName: 'Amara Obi', roles: ['tenant-admin'] },
  desk: { loginName: 'grace', displayName: 'Grace Wanjiru', roles: ['front-desk'] },
  doctor: { loginName: 'mei', displayName: 'Dr Mei Chen', roles: ['doctor'] },
  pharmacist: { loginName: 'linh', displayName: 'Linh Trần', roles: ['pharmacist'] },
} satisfies Record<string, { loginName: string; displayName: string; roles: Role[] }>

/**
 * The data folder of a clinic with this many patients, everything anchored, as it would stand after years of use. It is
 * made once for each schema and size; figures work on copies.
 */
export async function prepareClinic({ patients }: Settings): Promise<string> {
  mkdirSync(cacheDir, { recursive: true })
  const ready = join(cacheDir, `clinic-${patients}-${fingerprint()}`)
  if (existsSync(ready)) return ready
  for (const stale of readdirSync(cacheDir).filter((name) => name.startsWith(`clinic-${patients}-`)))
    rmSync(join(cacheDir, stale), { recursive: true })
  const folder = mkdtempSync(join(cacheDir, 'part-'))
  const bench = openNode(folder, 86_400)
  try {
    const admin = bench.door()
    const { displayName, loginName } = staff.admin
    await admin.identity.setUpClinic({
      clinic: { name: 'Harbor Clinic', jurisdiction: 'KE', timeZone: 'Africa/Nairobi', currency: 'USD' },
      administrator: { displayName, loginName },
      passphrase,
    })
    for (const person of [staff.desk, staff.doctor, staff.pharmacist])
      await admin.identity.addStaff({ ...person, passphrase })
    const records = bench.records()
    await furnish(admin, records)
    await plantPatients(records, patients)
    await records.outbox.flush()
  } finally {
    await bench.close()
  }
  renameSync(folder, ready)
  return ready
}

/** A copy to work on; the caller removes it. */
export function copyOf(dataDir: string): { dataDir: string; remove(): void } {
  const copy = mkdtempSync(join(cacheDir, 'copy-'))
  cpSync(dataDir, copy, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return { dataDir: copy, remove: () => rmSync(copy, { recursive: true, force: true }) }
}

const atOnce = 500

/** Registers people with the desk's own code: row, search index, audit entry, op and commitment for each. */
async function plantPatients({ journal }: OpenRecords, count: number): Promise<void> {
  const next = makePeople(7)
  const codes = new Set<string>()
  const newCode = () => {
    for (;;) {
      const code = randomIds.newCode('P')
      if (!codes.has(code)) return codes.add(code) && code
    }
  }
  const act = { actorId: 'bench', actorName: 'Bench', action: 'bench.plant', door: 'system' } as const
  const now = '2026-01-05T08:00:00.000Z'
  for (let made = 0; made < count; made += atOnce) {
    // The chain's process is heard between the transactions; a node that is deaf for a minute takes it for hung.
    await nextTurn()
    journal.transact(act, (unit) => {
      for (let n = made; n < Math.min(count, made + atOnce); n += 1)
        addPatient(unit, {
          ...next(),
          id: PatientId.parse(randomIds.newId()),
          code: newCode(),
          version: 1,
          registeredAt: now,
          updatedAt: now,
        })
    })
  }
}

/**
 * The same rows and the same search index in a file without encryption.
 * @param from an open encrypted file @param path where the plain one is made
 */
export function copyInPlain({ database }: OpenRecords, path: string): void {
  const plain = openDatabase(path, null)
  migrate(plain, readMigrations(join(root, 'migrations')))
  const tables = plain
    .rows<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'`,
    )
    .map(({ name }) => name)
  plain.close()
  database.run('ATTACH DATABASE $path AS plain KEY $key', { path, key: '' })
  database.exec('PRAGMA foreign_keys = OFF')
  database.transact(() => {
    for (const table of tables) {
      database.exec(`DELETE FROM plain."${table}"`)
      database.exec(`INSERT INTO plain."${table}" SELECT * FROM main."${table}"`)
    }
  })
  database.exec('PRAGMA foreign_keys = ON')
  database.exec('PRAGMA plain.wal_checkpoint(TRUNCATE)')
  database.exec('DETACH DATABASE plain')
}

/** Changes whenever the prepared clinic would come out differently. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const folders = [
    'migrations',
    'build/contracts',
    'adapters/keys',
    'adapters/journal',
    'core/patients',
    'bench/support',
  ]
  for (const folder of folders)
    for (const name of readdirSync(join(root, folder))
      .filter((file) => /\.(sql|json|ts)$/.test(file))
      .sort())
      if (folder !== 'bench/support' || /^(clinic|people|furnish)\.ts$/.test(name))
        hash.update(readFileSync(join(root, folder, name)))
  return hash.digest('hex').slice(0, 12)
}
