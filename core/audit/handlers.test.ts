import type { AuditEvent, Bundle } from '@medplum/fhirtypes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { playFullDay } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'
import type { PatientId } from '../kernel/ids.js'
import { toAuditEvent } from './fhir.js'
import type { AuditFilter } from './model.js'
import { entriesQuery } from './store.js'

let clinic: TestClinic
let auditor: Client
let patientId: PatientId

beforeAll(async () => {
  clinic = await openClinic()
  patientId = (await playFullDay(clinic, await furnish(clinic))).patient.id
  auditor = await clinic.as('auditor')
  await codeOf(auditor.scheduling.cancelConsultation({} as never))
  clinic.clock.advance(24 * 60)
  await auditor.patients.get({ patientId })
})
afterAll(async () => {
  expect(clinic.defects).toEqual([])
  await clinic.close()
})

const list = async (filter: AuditFilter) => (await auditor.audit.listEntries({ ...filter, limit: 500 })).items

test('each filter shows what it names and nothing else, and together they are a conjunction', async () => {
  const all = await list({})
  const doctorId = clinic.staff('doctor').session.staff.id
  expect(await list({ outcome: 'changed' })).toEqual(all.filter(({ outcome }) => outcome === 'changed'))
  expect(await list({ area: 'prescriptions' })).toEqual(all.filter(({ action }) => action.startsWith('prescriptions.')))
  expect(await list({ source: 'window' })).toEqual(all.filter(({ door }) => door === 'window'))
  expect(await list({ actorId: doctorId, outcome: 'changed', area: 'encounters' })).toEqual(
    all.filter(
      ({ actorId, outcome, action }) =>
        actorId === doctorId && outcome === 'changed' && action.startsWith('encounters.'),
    ),
  )
  expect((await list({ outcome: 'refused' })).map(({ action }) => action)).toEqual(['scheduling.cancelConsultation'])
  expect((await list({ patientId })).length).toBeGreaterThan(10)
})

test('days are the clinic’s, both included', async () => {
  expect((await list({ from: '2026-11-22' })).map(({ action }) => action)).toEqual(['patients.get'])
  expect(await list({ until: '2026-11-20' })).toEqual([])
  const all = await list({})
  expect(await list({ from: '2026-11-21', until: '2026-11-22' })).toEqual(all)
})

test('every search walks an index in its order and sorts nothing', () => {
  const searches: AuditFilter[] = [{}, { actorId: patientId as never }, { outcome: 'refused' }]
  for (const filter of searches) {
    const { sql, params } = entriesQuery(clinic.database, {
      ...filter,
      from: undefined,
      until: undefined,
      before: 900,
      limit: 10,
    })
    const plan = clinic.database
      .rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
      .map(({ detail }) => detail)
      .join('; ')
    expect(plan).toMatch(/^SEARCH/)
    expect(plan).not.toMatch(/TEMP B-TREE/)
  }
})

test('the export is a FHIR bundle of AuditEvents, and an entry of the log itself', async () => {
  const exported = await auditor.audit.exportEvents({ patientId })
  const bundle = JSON.parse(exported.text) as Bundle<AuditEvent>
  expect(bundle.entry).toHaveLength(exported.entries)
  for (const { resource } of bundle.entry ?? []) {
    expect(resource).toMatchObject({ resourceType: 'AuditEvent', recorded: expect.any(String) })
    expect(resource?.id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/)
    expect(resource?.agent).toHaveLength(1)
    expect(JSON.stringify(resource)).not.toContain('Muñoz')
  }
  const [own] = await list({ patientId })
  expect(own).toMatchObject({ action: 'audit.exportEvents', outcome: 'read', patientId })
  const lines = await auditor.audit.exportEvents({ outcome: 'refused', format: 'ndjson' })
  expect(
    lines.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type.code),
  ).toEqual(['110113'])
  const part = await auditor.audit.exportEvents({ limit: 2 })
  const rest = await auditor.audit.exportEvents({ limit: 20_000, cursor: part.nextCursor ?? '' })
  expect(rest.entries + 2).toBe((await list({})).length - 2)
  expect(await auditor.audit.verifyChain({})).toMatchObject({ isIntact: true })
})

test('an AuditEvent has the shape of FHIR R4', () => {
  const entry = {
    ...{ seq: 7, at: '2026-11-21T06:00:00.000Z', actorId: 'a', actorName: 'A', hash: 'ff' },
    ...{ action: 'patients.get', outcome: 'read' as const, door: 'window' as const },
    subjects: [{ kind: 'patient' as const, id: patientId, patientId }],
  }
  const event = toAuditEvent(entry, 'device') satisfies AuditEvent
  expect(event).toMatchObject({ action: 'R', outcome: '0', entity: [{ name: 'patient' }, { name: 'hash' }] })
})
