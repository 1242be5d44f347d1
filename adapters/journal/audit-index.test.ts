import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PatientId } from '../../core/kernel/ids.js'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { indexAudit } from './audit-index.js'

let clinic: TestClinic

beforeEach(async () => {
  clinic = await openClinic({ now: '2026-11-20T06:00:00.000Z' })
})

afterEach(() => clinic.close())

async function register(givenName: string): Promise<PatientId> {
  const desk = await clinic.as('front-desk')
  const { id } = await desk.patients.register({
    ...{ givenName, familyName: 'Otieno', birthDate: '1984-02-29', sex: 'female', phone: null, email: null },
    ...{ address: null, language: null, externalId: null, isConfirmedNew: true },
  })
  return id
}

async function actionsOf(filter: { patientId?: PatientId; from?: string; until?: string }): Promise<string[]> {
  const admin = await clinic.as('tenant-admin')
  const { items } = await admin.audit.listEntries({ ...filter, limit: 100 })
  return items.map(({ action }) => action)
}

const on = (day: string) => ({ from: day, until: day })

/** Two people, of whom both are found by a search on the first day, and one is looked up on the second. */
async function twoDays(): Promise<{ amina: PatientId; zuri: PatientId }> {
  const desk = await clinic.as('front-desk')
  await clinic.as('tenant-admin')
  const amina = await register('Amina')
  const zuri = await register('Zuri')
  await desk.patients.search({ text: 'Otieno', limit: 50 })
  clinic.clock.advance(24 * 60)
  await desk.patients.get({ patientId: zuri })
  return { amina, zuri }
}

async function expectBoth({ amina, zuri }: { amina: PatientId; zuri: PatientId }): Promise<void> {
  expect(await actionsOf({ patientId: amina })).toEqual(['patients.search', 'patients.register'])
  expect(await actionsOf({ patientId: zuri })).toEqual(['patients.get', 'patients.search', 'patients.register'])
  expect(await actionsOf({ patientId: zuri, ...on('2026-11-20') })).toEqual(['patients.search', 'patients.register'])
  expect(await actionsOf(on('2026-11-21'))).toEqual(['patients.get'])
  expect(await actionsOf(on('2026-11-20'))).toContain('patients.search')
  expect(await actionsOf(on('2026-11-22'))).toEqual([])
}

test('who saw a patient, and what was done on a day, is the same before and after entries are indexed', async () => {
  const people = await twoDays()
  await expectBoth(people)
  indexAudit(clinic.database)
  await expectBoth(people)
  indexAudit(clinic.database)
  await expectBoth(people)
  const desk = await clinic.as('front-desk')
  await desk.patients.get({ patientId: people.amina })
  expect(await actionsOf({ patientId: people.amina })).toHaveLength(3)
  expect(await actionsOf(on('2026-11-21'))).toEqual(['patients.get', 'patients.get'])
})

test('an entry that speaks of a patient twice is indexed once', async () => {
  const amina = await register('Amina')
  clinic.records.journal.note({ actorId: 'x', actorName: 'X', action: 'a.b', door: 'system' }, 'refused', [
    { kind: 'patient', id: amina, patientId: amina },
    { kind: 'note', id: 'n', patientId: amina },
    { kind: 'product', id: 'p', patientId: null },
  ])
  expect((await actionsOf({ patientId: amina })).filter((action) => action === 'a.b')).toHaveLength(1)
  indexAudit(clinic.database)
  expect((await actionsOf({ patientId: amina })).filter((action) => action === 'a.b')).toHaveLength(1)
})

test('a day is found whole though the clock was put back in it', async () => {
  const desk = await clinic.as('front-desk')
  const patientId = await register('Amina')
  clinic.clock.advance(24 * 60)
  await desk.patients.get({ patientId })
  indexAudit(clinic.database)
  clinic.clock.advance(-24 * 60)
  await desk.patients.getBanner({ patientId })
  for (const day of ['2026-11-20', '2026-11-20']) {
    expect(await actionsOf(on(day))).toEqual(expect.arrayContaining(['patients.register', 'patients.getBanner']))
    expect(await actionsOf(on(day))).not.toContain('patients.get')
    indexAudit(clinic.database)
  }
})

test('a patient’s entries are found by index, however long the log is', () => {
  const plan = clinic.database
    .rows<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT e.seq FROM audit_patients a JOIN audit_entries e ON e.seq = a.seq
        WHERE a.patient_id = $id AND e.seq < 100 ORDER BY e.seq DESC LIMIT 50`,
      { id: 'x' },
    )
    .map(({ detail }) => detail)
  expect(plan).toContainEqual(expect.stringMatching(/^SEARCH audit_patient_index USING PRIMARY KEY \(patient_id=\?/))
  expect(plan).toContainEqual(expect.stringMatching(/^SEARCH e USING INTEGER PRIMARY KEY \(rowid>\?\)/))
  expect(plan.join('\n')).not.toMatch(/^SCAN (e|audit_patient_index)/m)
})
