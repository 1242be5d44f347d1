import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { refusalCode } from '../../tests/support/refusal.js'
import { beginVisit } from '../../tests/support/visit.js'
import { ConsultationId } from '../kernel/ids.js'
import { saveDiagnosisCode } from './intake.js'
import type { Vitals } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const nothing: Vitals = {
  temperatureCelsius: null,
  pulsePerMinute: null,
  systolicMmHg: null,
  diastolicMmHg: null,
  respirationsPerMinute: null,
  oxygenSaturationPercent: null,
  weightKg: null,
  heightCm: null,
}

const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)
const doctorName = () => clinic.staff('doctor').session.staff.displayName

/** A visit in progress, and the same with a diagnosis. */
async function inProgress() {
  const { patient, visit, doctor } = await beginVisit(clinic)
  return { patient, visit, consultationId: visit.id, doctor }
}
async function diagnosed() {
  const begun = await inProgress()
  const { consultationId, doctor } = begun
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J02.9', description: 'Acute pharyngitis' })
  return begun
}

test('only the doctor of a visit begins it, and it begins once', async () => {
  const { visit, doctor, consultationId } = await inProgress()
  expect(visit).toMatchObject({ state: 'in-progress', startedAt: clinic.clock.now(), version: 2 })
  expect(await refusal(doctor.encounters.start({ consultationId }))).toBe('NOT_READY')
  const { client } = clinic.another('doctor')
  expect(await refusal(client.encounters.start({ consultationId }))).toBe('NOT_THE_DOCTOR')
  expect(await refusal(doctor.encounters.start({ consultationId: ConsultationId.parse(unknownId) }))).toBe(
    'CONSULTATION_UNKNOWN',
  )
  const desk = await clinic.as('front-desk')
  expect(await refusal(desk.encounters.start({ consultationId }))).toBe('FORBIDDEN')
})

test('vitals are kept as measured, each time anew', async () => {
  const { doctor, consultationId, patient } = await inProgress()
  const measured = { ...nothing, temperatureCelsius: 38.4, systolicMmHg: 120, diastolicMmHg: 80 }
  const first = await doctor.encounters.recordVitals({ ...measured, consultationId })
  expect(first).toEqual({
    ...measured,
    id: first.id,
    consultationId,
    recordedAt: clinic.clock.now(),
    recordedBy: doctorName(),
  })
  clinic.clock.advance(5)
  const second = await doctor.encounters.recordVitals({ ...nothing, temperatureCelsius: 38.1, consultationId })
  expect((await doctor.encounters.getVisit({ consultationId })).vitals).toEqual([second, first])
  const commitments = clinic.database.rows(`SELECT patient_id AS id FROM chain_commitments WHERE kind = 'vitals'`)
  expect(commitments).toEqual([{ id: patient.id }, { id: patient.id }])
})

test('vitals that say nothing or cannot be are refused', async () => {
  const { doctor, consultationId } = await inProgress()
  const record = (change: object) => doctor.encounters.recordVitals({ ...nothing, consultationId, ...change })
  expect(await refusal(record({}))).toBe('NOTHING_MEASURED')
  expect(await refusal(record({ systolicMmHg: 80, diastolicMmHg: 120 }))).toBe('PRESSURE_REVERSED')
  expect(await refusal(record({ temperatureCelsius: 98.6 }))).toBe('BAD_REQUEST')
  expect(await refusal(record({ pulsePerMinute: '72' }))).toBe('BAD_REQUEST')
  expect(await refusal(record({ weightKg: 70, mood: 'good' }))).toBe('BAD_REQUEST')
  expect(await refusal(record({ weightKg: 70, consultationId: unknownId }))).toBe('CONSULTATION_UNKNOWN')
})

test('a correction replaces a note, once, and both stay on record, after the visit too', async () => {
  const { doctor, consultationId } = await diagnosed()
  const write = (text: string, replaces: string | null) => doctor.encounters.addNote({ consultationId, text, replaces })
  const note = await write('Tonsils red.', null)
  await doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null })
  expect(await refusal(write('One more thing.', null))).toBe('NOT_IN_PROGRESS')
  clinic.clock.advance(60)
  const correction = await write('Tonsils red and swollen.', note.id)
  expect(correction).toEqual({
    id: correction.id,
    consultationId,
    text: 'Tonsils red and swollen.',
    replaces: note.id,
    isReplaced: false,
    writtenAt: clinic.clock.now(),
    writtenBy: doctorName(),
  })
  expect((await doctor.encounters.getVisit({ consultationId })).notes).toEqual([
    { ...note, isReplaced: true },
    correction,
  ])
  expect(await refusal(write('Third.', note.id))).toBe('NOTE_UNKNOWN')
  expect(await refusal(write('Of another visit.', unknownId))).toBe('NOTE_UNKNOWN')
  expect(await refusal(write('x'.repeat(8_001), correction.id))).toBe('BAD_REQUEST')
})

test('a diagnosis is recorded once, by the doctor of the visit, while it is in progress', async () => {
  const { doctor, consultationId } = await inProgress()
  const diagnosis = { consultationId, code: ' j02.9', description: 'Acute pharyngitis' }
  const recorded = await doctor.encounters.addDiagnosis(diagnosis)
  expect(recorded).toEqual({
    ...diagnosis,
    id: recorded.id,
    code: 'J02.9',
    recordedAt: clinic.clock.now(),
    recordedBy: doctorName(),
  })
  expect(await refusal(doctor.encounters.addDiagnosis(diagnosis))).toBe('ALREADY_RECORDED')
  expect(await refusal(doctor.encounters.addDiagnosis({ ...diagnosis, code: 'sore' }))).toBe('BAD_REQUEST')
  const { client } = clinic.another('doctor')
  expect(await refusal(client.encounters.addDiagnosis({ ...diagnosis, code: 'R50.9' }))).toBe('NOT_THE_DOCTOR')
  await doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null })
  expect(await refusal(doctor.encounters.addDiagnosis({ ...diagnosis, code: 'R50.9' }))).toBe('NOT_IN_PROGRESS')
})

test('diagnosis codes are found by how they begin and by every word of their description', async () => {
  clinic.database.transact((db) => {
    saveDiagnosisCode(db, 'J02.9', 'Acute pharyngitis')
    saveDiagnosisCode(db, 'J45.9', 'Asthma')
    saveDiagnosisCode(db, 'M06.9', 'Rheumatoid arthritis, acute')
    saveDiagnosisCode(db, 'M35.0', 'Sjögren syndrome')
  })
  const doctor = await clinic.as('doctor')
  const codes = async (text: string) => (await doctor.encounters.searchDiagnoses({ text })).map(({ code }) => code)
  expect(await codes('j')).toEqual(['J02.9', 'J45.9', 'M35.0'])
  expect(await codes(' J45')).toEqual(['J45.9'])
  expect(await codes('acute')).toEqual(['J02.9', 'M06.9'])
  expect(await codes('acute ARTH')).toEqual(['M06.9'])
  expect(await codes('sjogren')).toEqual(['M35.0'])
  expect(await codes('broken heart')).toEqual([])
  expect(await codes('')).toHaveLength(4)
})

test('a visit ends with a summary that the doctor signed; the chain is told the day and no more', async () => {
  clinic.clock.set('2026-11-21T06:47:13.000Z')
  const { doctor, consultationId, patient } = await diagnosed()
  const completed = await doctor.encounters.complete({
    consultationId,
    summary: 'Viral pharyngitis. Rest.',
    followUp: { afterDays: 7, reason: 'Look at the throat again' },
  })
  expect(completed).toMatchObject({ state: 'completed', completedAt: clinic.clock.now(), version: 3 })
  const { key } = clinic.staff('doctor')
  const visit = await doctor.encounters.getVisit({ consultationId })
  expect(visit.summary).toEqual({
    text: 'Viral pharyngitis. Rest.',
    followUp: { afterDays: 7, reason: 'Look at the throat again' },
    completedAt: clinic.clock.now(),
    completedBy: doctorName(),
    signer: key.address,
    proof: {
      state: 'signed',
      commitment: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      txHash: null,
      blockNumber: null,
      onChainId: null,
    },
  })
  const row = clinic.database.row<{ call: string }>(`SELECT call FROM chain_calls WHERE fn = 'addRecord'`)
  const { signed, ...call } = JSON.parse(row?.call ?? '{}')
  expect(call).toEqual({
    fn: 'addRecord',
    patient: clinic.records.keys.patientAddress(patient.id),
    recordHash: visit.summary?.proof.commitment,
    timestamp: Date.parse('2026-11-21T00:00:00.000Z') / 1000,
  })
  const digest = clinic.records.chain.digest(call, signed.nonce)
  expect(clinic.records.keys.signerOf(digest, signed.signature)).toBe(key.address)
  expect(visit.tasks).toMatchObject([
    {
      kind: 'follow-up',
      title: 'Look at the throat again',
      dueOn: '2026-11-28',
      forStaff: clinic.staff('doctor').session.staff.id,
      patientName: 'Amina Otieno',
    },
  ])
})

test('what was signed is what is kept: the commitment opens with the stored words', async () => {
  const { doctor, consultationId } = await diagnosed()
  await doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null })
  const { summary } = await doctor.encounters.getVisit({ consultationId })
  if (!summary) throw new Error('No summary was kept.')
  const { proof, ...content } = summary
  const salt = clinic.database.row<{ salt: Uint8Array }>(
    `SELECT salt FROM chain_commitments WHERE kind = 'encounter-summary'`,
  )?.salt
  const hex = `0x${Buffer.from(salt ?? []).toString('hex')}` as const
  const body = { consultationId, ...content }
  expect(clinic.records.keys.recommit('encounter-summary', consultationId, 1, hex, body).commitment).toBe(
    proof.commitment,
  )
})

test('a visit ends once, by its doctor, with a diagnosis and a summary', async () => {
  const { doctor, consultationId } = await inProgress()
  const end = (change: object = {}) =>
    doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null, ...change })
  expect(await refusal(end())).toBe('DIAGNOSIS_MISSING')
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J02.9', description: 'Acute pharyngitis' })
  const { client } = clinic.another('doctor')
  expect(await refusal(client.encounters.complete({ consultationId, summary: 'Mine.', followUp: null }))).toBe(
    'NOT_THE_DOCTOR',
  )
  expect(await refusal(end({ summary: ' ' }))).toBe('BAD_REQUEST')
  expect(await refusal(end({ followUp: { afterDays: 0, reason: 'Today' } }))).toBe('BAD_REQUEST')
  expect(await refusal(end({ consultationId: ConsultationId.parse(unknownId) }))).toBe('CONSULTATION_UNKNOWN')
  await end()
  expect(await refusal(end())).toBe('NOT_IN_PROGRESS')
  const vitals = { ...nothing, weightKg: 70, consultationId }
  expect(await refusal(doctor.encounters.recordVitals(vitals))).toBe('NOT_IN_PROGRESS')
})
