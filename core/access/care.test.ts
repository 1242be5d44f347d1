import { expect, test } from 'vitest'
import { listOperations } from '../../node/operations.js'
import { call, codeOf } from '../../tests/support/catalogue.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { playFullDay, prescriptionFor } from '../../tests/support/full-day.js'
import { type Furnished, furnish } from '../../tests/support/furnish.js'
import { permissionsOf, type Role } from '../kernel/roles.js'

let clinic: TestClinic
let furnished: Furnished
let day: Awaited<ReturnType<typeof playFullDay>>
let stranger: Client

eachInClinic(async (opened) => {
  clinic = opened
  furnished = await furnish(clinic)
  day = await playFullDay(clinic, furnished)
  stranger = clinic.another('doctor').client
})

const pdf = Buffer.from('%PDF-1.7\n').toString('base64')
const operations = listOperations()
const mayCall = (role: Role, name: string) => {
  const operation = operations.find((one) => one.name === name)
  return operation !== undefined && permissionsOf([role]).has(operation.meta.permission)
}

/** Input that names this patient's records, for every operation that asks for a care relation. */
async function inputs(): Promise<Record<string, object>> {
  const { patient, visit, prescription, order } = day
  const desk = await clinic.as('front-desk')
  const { id: attachmentId } = await desk.attachments.add({ patientId: patient.id, name: 'Letter.pdf', content: pdf })
  const [claim] = (await desk.insurance.listClaims({ patientId: patient.id })).items
  const ofVisit = { consultationId: visit.id }
  const vitals = {
    ...{ temperatureCelsius: 37, pulsePerMinute: null, systolicMmHg: null, diastolicMmHg: null, weightKg: null },
    ...{ respirationsPerMinute: null, oxygenSaturationPercent: null, heightCm: null },
  }
  const { overrideReason: _, ...draft } = prescriptionFor(visit.id, furnished.rxNormCode)
  return {
    'encounters.getVisit': ofVisit,
    'encounters.recordVitals': { ...ofVisit, ...vitals },
    'encounters.addNote': { ...ofVisit, text: 'x', replaces: null },
    'telehealth.getCall': ofVisit,
    'telehealth.listMessages': ofVisit,
    'telehealth.getPhoto': { ...ofVisit, photoId: 'x'.repeat(22) },
    'telehealth.sendMessage': { ...ofVisit, text: 'x', photos: [] },
    'attachments.list': { patientId: patient.id },
    'attachments.open': { attachmentId },
    'attachments.retract': { attachmentId, reason: 'x' },
    'prescriptions.checkSafety': draft,
    'prescriptions.get': { prescriptionId: prescription.id },
    'prescriptions.list': { patientId: patient.id },
    'pharmacy.getOrder': { orderId: order.id },
    'pharmacy.listOrders': { patientId: patient.id },
    'insurance.getClaim': { claimId: claim?.id },
    'insurance.listClaims': { patientId: patient.id },
    'interchange.exportPatient': { patientId: patient.id, reason: 'x' },
    'interchange.listExports': { patientId: patient.id },
  }
}

/** Lists of all patients leave out what is not open; what is left of them is compared by the next test. */
const narrowed = ['prescriptions.list', 'pharmacy.listOrders', 'insurance.listClaims']
/** Refused for another reason where the record is open: the visit is over, the photo does not exist. */
const otherwise = ['encounters.recordVitals', 'encounters.addNote', 'telehealth.getPhoto']

test('what was said, found and prescribed is closed to a doctor who does not care for the patient, but for an emergency', async () => {
  const all = await inputs()
  const asking = operations.filter(({ meta }) => meta.care !== null).map(({ name }) => name)
  expect(Object.keys(all).sort()).toEqual(asking.sort())
  const codes = async (left: readonly string[]) => {
    const found: [string, string][] = []
    for (const [name, input] of Object.entries(all))
      if (!left.includes(name)) found.push([name, await codeOf(call(stranger, name, input))])
    return found
  }
  const expectClosed = async () => {
    for (const [name, code] of await codes(narrowed)) expect([name, code]).toEqual([name, 'NO_CARE_RELATION'])
  }
  await expectClosed()
  const { items } = await (await clinic.as('auditor')).audit.listEntries({ outcome: 'refused', limit: 100 })
  expect(new Set(items.map(({ patientId }) => patientId))).toEqual(new Set([day.patient.id]))
  const before = clinic.database.rows('SELECT 1 FROM ops').length
  await stranger.access.openEmergency({ patientId: day.patient.id, reason: 'The doctor is out.' })
  for (const [name, code] of await codes([...narrowed, ...otherwise])) expect([name, code]).toEqual([name, 'none'])
  clinic.clock.advance(60)
  await expectClosed()
  // The hour itself, and what was done in it: nothing that was refused was written.
  const written = clinic.database.rows<{ kind: string }>('SELECT kind FROM ops ORDER BY n LIMIT -1 OFFSET $before', {
    before,
  })
  expect(written.map(({ kind }) => kind)).toEqual(['emergency-access', 'visit-message', 'attachment', 'record-export'])
})

test('lists show a doctor their own patients, and others while an hour is open', async () => {
  const counts = async (client: Client) => [
    (await client.prescriptions.list({})).items.length,
    (await client.pharmacy.listOrders({})).items.length,
    (await client.insurance.listClaims({})).items.length,
  ]
  const own = await counts(await clinic.as('doctor'))
  expect(own.every((count) => count > 0)).toBe(true)
  expect(await counts(stranger)).toEqual([0, 0, 0])
  const { id: patientId } = day.patient
  await stranger.access.openEmergency({ patientId, reason: 'The doctor is out.' })
  expect(await counts(stranger)).toEqual(own)
  clinic.clock.advance(60)
  expect(await counts(stranger)).toEqual([0, 0, 0])
})

test('the schedule says when and with whom to everybody, and why to those who may know', async () => {
  const consultationId = day.visit.id
  const symptoms = async (client: Client) => {
    const one = await client.scheduling.getConsultation({ consultationId })
    if (!permissions.has(client)) return [one.symptoms]
    const { items } = await client.encounters.listVisits({ patientId: day.patient.id })
    return [one.symptoms, items[0]?.consultation.symptoms]
  }
  const [doctor, desk, pharmacist] = [
    await clinic.as('doctor'),
    await clinic.as('front-desk'),
    await clinic.as('pharmacist'),
  ]
  const permissions = new Set([doctor, desk, stranger])
  for (const client of [doctor, desk]) expect(await symptoms(client)).toEqual(['Sore throat', 'Sore throat'])
  expect(await symptoms(stranger)).toEqual(['', ''])
  expect(await symptoms(pharmacist)).toEqual([''])
})

test('those whose work is with every patient are kept from nothing that their role includes', async () => {
  const all = await inputs()
  for (const role of ['front-desk', 'pharmacist', 'billing', 'tenant-admin', 'auditor'] as const)
    for (const [name, input] of Object.entries(all)) {
      if (!mayCall(role, name)) continue
      const code = await codeOf(call(await clinic.as(role), name, input))
      expect([role, name, code === 'NO_CARE_RELATION']).toEqual([role, name, false])
    }
})

test('what shows something of a patient and asks for no care relation is what everybody needs', () => {
  const open = operations.filter(({ meta }) => meta.disclosesPatient && meta.care === null).map(({ name }) => name)
  const forDoctors = open.filter((name) => mayCall('doctor', name))
  expect(forDoctors.sort()).toEqual(
    [
      // Adding a letter shows the letter that was added.
      'attachments.add',
      // Fingerprints, which say nothing of what they are of.
      'anchoring.getProof',
      'anchoring.verifyPatient',
      'access.getStanding',
      // Visits without what they are about.
      'encounters.listVisits',
      'scheduling.getConsultation',
      'scheduling.getDayBoard',
      'scheduling.getWeekBoard',
      'telehealth.listLobby',
      // Who somebody is, who pays, and what must not be given to them.
      'insurance.listCoverages',
      'insurance.listCoveredServices',
      'patients.get',
      'patients.getBanner',
      'patients.getHistory',
      'patients.search',
      // Whoever has the paper was given it.
      'prescriptions.findByCode',
      'prescriptions.verify',
      // Work that waits for whoever takes it.
      'sync.decideConflict',
      'sync.getConflict',
      'sync.listConflicts',
      'tasks.list',
    ].sort(),
  )
})
