import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../adapters/sqlcipher/database.js'
import { migrate, readMigrations } from '../../adapters/sqlcipher/migrate.js'
import { FileWorkstation, fileKey } from '../support/file-workstation.js'
import { play, scenarios } from '../support/fleet.js'

const runs = 200
let folder: string
let template: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medichain fleet '))
  template = join(folder, 'empty.db')
  const database = openDatabase(template, fileKey)
  migrate(database, readMigrations('migrations'))
  database.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

test('workstations on real files that work apart come to the same rows, and lose nothing that was acknowledged', () => {
  fc.assert(
    fc.property(scenarios(24), ({ size, steps }) => {
      const time = { step: 0 }
      const fleet = Array.from(
        { length: Math.min(3, size) },
        (_, n) => new FileWorkstation(folder, template, `d${n}`, time),
      )
      try {
        play(steps, fleet, (states) => expect(new Set(states).size).toBe(1))
      } finally {
        for (const one of fleet) one.close()
      }
    }),
    { numRuns: runs },
  )
}, 300_000)
