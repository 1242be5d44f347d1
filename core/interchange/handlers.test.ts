import { expect, test } from 'vitest'
import { demoPlans } from '../../resources/reference-data.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { savePlan } from '../insurance/intake.js'

let clinic: TestClinic
let admin: Client
let desk: Client

eachInClinic(async (opened) => {
  clinic = opened
  admin = await clinic.as('tenant-admin')
  desk = await clinic.as('front-desk')
  const act = { actorId: 'x', actorName: 'Set-up', action: 'identity.setUpClinic', door: 'system' } as const
  clinic.records.journal.transact(act, (unit) => {
    for (const plan of demoPlans) savePlan(unit, plan)
  })
})

const filesOf = (...resources: object[]) => ({
  files: resources.map((resource, n) => ({ name: `${n}.json`, text: JSON.stringify(resource) })),
})

const achieng = {
  resourceType: 'Patient',
  id: 'a1',
  identifier: [{ value: 'KNH-1' }],
  name: [{ family: 'Achieng', given: ['Mary'] }],
  birthDate: '1988-02-29',
  telecom: [{ system: 'phone', value: '+254 733 445566' }],
}
const cashews = {
  resourceType: 'AllergyIntolerance',
  id: 'al1',
  criticality: 'high',
  code: { text: 'Cashew nuts' },
  patient: { reference: 'Patient/a1' },
}
const membership = {
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: { reference: 'Patient/a1' },
  subscriberId: 'M-77',
  period: { start: '2026-01-01' },
  class: [{ type: { coding: [{ code: 'plan' }] }, value: 'COMMUNITY' }],
}

const fates = (report: { items: { fate: string }[] }) => report.items.map(({ fate }) => fate)

test('an import registers a person with their allergy and their coverage, whatever order the files are in', async () => {
  const report = await admin.interchange.runImport(filesOf(cashews, membership, achieng))
  expect(report.counts).toEqual({ create: 3, known: 0, skip: 0, refuse: 0 })
  const [patientId] = report.patientIds
  if (!patientId) throw new Error('Nobody was registered.')
  const banner = await desk.patients.getBanner({ patientId })
  expect(banner).toMatchObject({
    fullName: 'Mary Achieng',
    patient: { externalId: 'KNH-1', birthDate: '1988-02-29' },
    allergies: [
      {
        substance: 'Cashew nuts',
        criticality: 'high',
        recordedBy: clinic.staff('tenant-admin').session.staff.displayName,
      },
    ],
    coverageNames: ['Community health fund'],
  })
})

test('a preview says what the import will do, and writes nothing but that somebody looked', async () => {
  const files = filesOf(achieng, cashews, membership, { resourceType: 'Claim', id: '1' }, {})
  const preview = await admin.interchange.previewImport(files)
  expect(preview.patientIds).toEqual([])
  expect(clinic.database.rows('SELECT 1 FROM patients')).toEqual([])
  const report = await admin.interchange.runImport(files)
  expect(report.items).toEqual(preview.items)
  expect(fates(report)).toEqual(['create', 'create', 'create', 'skip', 'refuse'])
})

test('importing the same files again changes nothing', async () => {
  const files = filesOf(achieng, cashews, membership)
  const first = await admin.interchange.runImport(files)
  const ops = clinic.database.rows('SELECT 1 FROM ops').length
  const second = await admin.interchange.runImport(files)
  expect(second.counts).toEqual({ create: 0, known: 3, skip: 0, refuse: 0 })
  expect(second.patientIds).toEqual(first.patientIds)
  expect(clinic.database.rows('SELECT 1 FROM ops')).toHaveLength(ops)
})

test('a person who is registered is linked, not overwritten, and gets what is new', async () => {
  const known = await desk.patients.register({
    givenName: 'Mary',
    familyName: 'Achieng',
    birthDate: '1988-02-29',
    sex: 'female',
    phone: '0733 445566',
    email: null,
    address: null,
    language: 'luo',
    externalId: null,
  })
  const report = await admin.interchange.runImport(filesOf(achieng, cashews))
  expect(fates(report)).toEqual(['known', 'create'])
  expect(report.patientIds).toEqual([known.id])
  expect(await desk.patients.get({ patientId: known.id })).toEqual(known)
  const { allergies } = await desk.patients.getBanner({ patientId: known.id })
  expect(allergies.map(({ substance }) => substance)).toEqual(['Cashew nuts'])
})

test('a twin is registered, with a word that somebody should look', async () => {
  await admin.interchange.runImport(filesOf(achieng))
  const twin = { ...achieng, id: 'a2', identifier: [], name: [{ family: 'Achieng', given: ['Grace'] }] }
  const report = await admin.interchange.runImport(filesOf(twin))
  expect(report.items).toMatchObject([{ fate: 'create', remarks: [expect.stringMatching(/^Looks like P-/)] }])
})

test('the same person twice in one import is registered once, and keeps both allergies', async () => {
  const again = { ...achieng, id: 'b1' }
  const latex = { ...cashews, code: { text: 'Latex' }, patient: { reference: 'Patient/b1' } }
  const report = await admin.interchange.runImport(filesOf(achieng, again, cashews, latex))
  expect(fates(report)).toEqual(['create', 'known', 'create', 'create'])
  expect(report.patientIds).toHaveLength(1)
})

test('what belongs to nobody here is skipped, and says to whom it belongs', async () => {
  const report = await admin.interchange.runImport(filesOf(cashews, membership))
  expect(fates(report)).toEqual(['skip', 'skip'])
  expect(report.items[0]?.remarks[0]).toContain('Patient/a1')
})

test('a coverage of a plan that is not set up says which plan to set up', async () => {
  const other = {
    ...membership,
    class: [{ type: { coding: [{ code: 'plan' }] }, value: 'B37FC', name: 'Full Coverage' }],
  }
  const nameless = { ...membership, subscriberId: undefined }
  const report = await admin.interchange.runImport(filesOf(achieng, other, nameless))
  expect(report.items.slice(1)).toMatchObject([
    { fate: 'skip', remarks: [expect.stringContaining('B37FC, Full Coverage')] },
    { fate: 'skip', remarks: [expect.stringContaining('member number')] },
  ])
})

test('nobody becomes a member of staff by a file', async () => {
  const careful = { resourceType: 'Practitioner', name: [{ family: 'Careful', given: ['Adam'] }] }
  const colleague = { resourceType: 'Practitioner', name: [{ text: clinic.staff('doctor').session.staff.displayName }] }
  const report = await admin.interchange.runImport(filesOf(careful, colleague))
  expect(fates(report)).toEqual(['skip', 'known'])
  expect(report.items[0]?.remarks[0]).toContain('Settings')
})

test('only an administrator imports', async () => {
  await expect(desk.interchange.runImport(filesOf(achieng))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(desk.interchange.previewImport(filesOf(achieng))).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test.each([
  ['no files', { files: [] }],
  ['an unknown field', { ...filesOf(achieng), path: '/etc/passwd' }],
  ['a file without a name', { files: [{ name: '', text: '{}' }] }],
])('%s is refused, and nothing is written', async (_what, input) => {
  await expect(admin.interchange.runImport(input as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(clinic.database.rows('SELECT 1 FROM patients')).toEqual([])
})

test('an import is one entry in the audit log of everybody whom it touched', async () => {
  const report = await admin.interchange.runImport(filesOf(achieng, cashews))
  const entries = clinic.database.rows<{ action: string }>(
    `SELECT e.action FROM audit_entries e JOIN audit_patients p ON p.seq = e.seq WHERE p.patient_id = $id`,
    { id: report.patientIds[0] ?? '' },
  )
  expect(entries).toEqual([{ action: 'interchange.runImport' }])
})
