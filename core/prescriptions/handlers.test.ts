import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { refusal } from '../../tests/support/refusal.js'
import { amoxicillin, beginVisit, kenyanLicence } from '../../tests/support/visit.js'
import { ConsultationId, PrescriptionId } from '../kernel/ids.js'
import type { IssuePrescription } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const request = (consultationId: ConsultationId, change: Partial<IssuePrescription> = {}): IssuePrescription => ({
  consultationId,
  rxNormCode: amoxicillin.rxNormCode,
  dose: 1,
  doseUnit: 'tablet',
  route: 'oral',
  frequency: 'three-times-daily',
  durationDays: 7,
  quantity: 21,
  refills: 1,
  note: 'With food.',
  overrideReason: null,
  ...change,
})
const unknownId = 'z'.repeat(22)

test('a prescription is signed by the doctor over all that it says, and waits for the chain', async () => {
  const { patient, visit, doctor } = await beginVisit(clinic)
  const issued = await doctor.prescriptions.issue(request(visit.id))
  const { session, key } = clinic.staff('doctor')
  expect(issued).toEqual({
    id: expect.any(String),
    code: expect.stringMatching(/^R-/),
    patientId: patient.id,
    consultationId: visit.id,
    doctorId: session.staff.id,
    doctorName: session.staff.displayName,
    medicine: amoxicillin,
    dose: 1,
    doseUnit: 'tablet',
    route: 'oral',
    frequency: 'three-times-daily',
    durationDays: 7,
    quantity: 21,
    refills: 1,
    note: 'With food.',
    instructions: 'Take 1 tablet by mouth three times a day for 7 days.',
    warnings: [],
    overrideReason: null,
    issuedAt: '2026-11-21T06:00:00.000Z',
    expiresAt: '2027-05-20T21:00:00.000Z',
    state: 'active',
    fillsUsed: 0,
    fillsLeft: 2,
    cancellationReason: null,
    verificationHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    signer: key.address,
    signature: expect.stringMatching(/^0x[0-9a-f]{130}$/),
    proof: {
      state: 'signed',
      commitment: issued.verificationHash,
      txHash: null,
      blockNumber: null,
      onChainId: null,
    },
  })
  expect(
    clinic.database.rows('SELECT fn, commitment FROM chain_calls WHERE record_id = $id', { id: issued.id }),
  ).toEqual([{ fn: 'issuePrescription', commitment: issued.verificationHash }])
  expect(await doctor.prescriptions.get({ prescriptionId: issued.id })).toEqual(issued)
})

test('a prescription is found by its code as people type it, by patient, by visit and by state', async () => {
  const { patient, visit, doctor } = await beginVisit(clinic)
  const first = await doctor.prescriptions.issue(request(visit.id))
  clinic.clock.advance(1)
  const second = await doctor.prescriptions.issue(request(visit.id, { rxNormCode: '313782' }))
  const pharmacist = await clinic.as('pharmacist')
  const typed = ` ${first.code.toLowerCase().replace('-', ' ')}`
  expect(await pharmacist.prescriptions.findByCode({ code: typed })).toEqual(first)
  const patientName = 'Amina Otieno'
  expect(await pharmacist.prescriptions.list({ patientId: patient.id })).toEqual({
    items: [
      { ...second, patientName },
      { ...first, patientName },
    ],
    nextCursor: null,
  })
  const page = await pharmacist.prescriptions.list({ consultationId: visit.id, limit: 1 })
  expect(page).toMatchObject({ items: [{ id: second.id }] })
  expect(
    await pharmacist.prescriptions.list({ consultationId: visit.id, limit: 1, cursor: page.nextCursor ?? '' }),
  ).toMatchObject({ items: [{ id: first.id }], nextCursor: null })
  for (const code of ['R-7K3F9Q', 'nonsense', first.code.replace('R', 'P')])
    expect(await refusal(clinic, pharmacist.prescriptions.findByCode({ code }))).toMatchObject({
      code: 'PRESCRIPTION_UNKNOWN',
    })
})

test('the list by state says what each prescription says of itself', async () => {
  const { visit, doctor } = await beginVisit(clinic)
  const [active, cancelled, filled] = [
    await doctor.prescriptions.issue(request(visit.id)),
    await doctor.prescriptions.issue(request(visit.id, { overrideReason: 'Replaces a lost one', refills: 0 })),
    await doctor.prescriptions.issue(request(visit.id, { rxNormCode: '313782', refills: 0 })),
  ]
  await doctor.prescriptions.cancel({ prescriptionId: cancelled.id, reason: 'Found again' })
  clinic.database.transact((db) =>
    db.run(`INSERT INTO prescription_fills VALUES ($id, 'an order', '2026-11-21T06:00:00.000Z')`, { id: filled.id }),
  )
  const listed = async (state: 'active' | 'cancelled' | 'filled' | 'expired') => {
    const { items } = await doctor.prescriptions.list({ state })
    expect(items.every((item) => item.state === state)).toBe(true)
    return items.map(({ id }) => id)
  }
  expect(await listed('active')).toEqual([active.id])
  expect(await listed('cancelled')).toEqual([cancelled.id])
  expect(await listed('filled')).toEqual([filled.id])
  clinic.clock.set('2027-06-01T00:00:00.000Z')
  expect(await listed('expired')).toEqual([active.id])
  expect(await listed('active')).toEqual([])
})

test('an allergy and an active duplicate must be answered before signing', async () => {
  const { patient, visit, doctor } = await beginVisit(clinic)
  await doctor.patients.recordAllergy({
    patientId: patient.id,
    substance: 'Penicillin G',
    criticality: 'high',
    reaction: 'hives',
  })
  const { overrideReason: _, ...draft } = request(visit.id)
  const allergy = {
    kind: 'allergy',
    severity: 'danger',
    substance: 'Penicillin G',
    statement:
      'Allergic to Penicillin G, which Amoxicillin 500 MG Oral Tablet contains or is akin to. Reaction on record: hives.',
  }
  expect(await doctor.prescriptions.checkSafety(draft)).toEqual({
    warnings: [allergy],
    instructions: 'Take 1 tablet by mouth three times a day for 7 days.',
  })
  expect(await refusal(clinic, doctor.prescriptions.issue(request(visit.id)))).toEqual({
    code: 'WARNINGS_UNANSWERED',
    data: { warnings: [allergy] },
  })
  const issued = await doctor.prescriptions.issue(request(visit.id, { overrideReason: 'Tolerated it last year' }))
  expect(issued).toMatchObject({ warnings: [allergy], overrideReason: 'Tolerated it last year' })
  expect((await doctor.prescriptions.checkSafety(draft)).warnings).toMatchObject([
    { kind: 'allergy' },
    { kind: 'duplicate', prescriptionCode: issued.code },
  ])
})

test('a retracted allergy and a canceled prescription warn no more', async () => {
  const { patient, visit, doctor } = await beginVisit(clinic)
  const { overrideReason: _, ...draft } = request(visit.id)
  const allergy = await doctor.patients.recordAllergy({
    patientId: patient.id,
    substance: 'Amoxicillin',
    criticality: 'low',
    reaction: null,
  })
  await doctor.patients.retractAllergy({ patientId: patient.id, allergyId: allergy.id, reason: 'Tested negative' })
  const issued = await doctor.prescriptions.issue(request(visit.id))
  await doctor.prescriptions.cancel({ prescriptionId: issued.id, reason: 'Wrong strength' })
  expect((await doctor.prescriptions.checkSafety(draft)).warnings).toEqual([])
})

test('only the doctor of a visit that has begun prescribes in it', async () => {
  const { visit } = await beginVisit(clinic)
  const { client: colleague } = clinic.another('doctor')
  expect(await refusal(clinic, colleague.prescriptions.issue(request(visit.id)))).toMatchObject({
    code: 'NOT_THE_DOCTOR',
  })
  const pharmacist = await clinic.as('pharmacist')
  expect(await refusal(clinic, pharmacist.prescriptions.issue(request(visit.id)))).toMatchObject({ code: 'FORBIDDEN' })
  clinic.database.transact((db) => db.run(`UPDATE consultations SET state = 'arrived'`))
  const doctor = await clinic.as('doctor')
  expect(await refusal(clinic, doctor.prescriptions.issue(request(visit.id)))).toMatchObject({
    code: 'NOT_IN_CONSULTATION',
  })
})

test('by video the law of the patient’s place decides, in person the clinic’s', async () => {
  const abroad = await beginVisit(clinic, { home: 'UG' })
  expect(await refusal(clinic, abroad.doctor.prescriptions.issue(request(abroad.visit.id)))).toEqual({
    code: 'NOT_LICENSED',
    data: {
      reason: expect.stringMatching(
        / is not licensed to prescribe to a patient in Uganda by video\. An in-person visit, or a colleague who is licensed there, can\.$/,
      ),
    },
  })
  const here = await beginVisit(clinic, { home: 'UG', mode: 'in-person', familyName: 'Achieng', from: '11:00' })
  expect((await here.doctor.prescriptions.issue(request(here.visit.id))).state).toBe('active')
})

test('a license that has ended does not prescribe', async () => {
  const { visit, doctor } = await beginVisit(clinic, { licences: [{ ...kenyanLicence, validUntil: '2026-11-20' }] })
  expect(await refusal(clinic, doctor.prescriptions.issue(request(visit.id)))).toMatchObject({ code: 'NOT_LICENSED' })
})

test('what is not known is said, and nothing is written', async () => {
  const { visit, doctor } = await beginVisit(clinic)
  const { prescriptions } = doctor
  expect(await refusal(clinic, prescriptions.issue(request(ConsultationId.parse(unknownId))))).toMatchObject({
    code: 'CONSULTATION_UNKNOWN',
  })
  expect(await refusal(clinic, prescriptions.issue(request(visit.id, { rxNormCode: '999' })))).toMatchObject({
    code: 'MEDICINE_UNKNOWN',
  })
  const prescriptionId = PrescriptionId.parse(unknownId)
  for (const call of [
    prescriptions.get({ prescriptionId }),
    prescriptions.verify({ prescriptionId }),
    prescriptions.cancel({ prescriptionId, reason: 'None' }),
  ])
    expect(await refusal(clinic, call)).toMatchObject({ code: 'PRESCRIPTION_UNKNOWN' })
})

test.each([
  ['an unknown field', { signature: '0x' }],
  ['a note of 301 characters', { note: 'x'.repeat(301) }],
  ['a dose of nothing', { dose: 0 }],
  ['a dose finer than a hundredth', { dose: 0.001 }],
  ['a year and a day', { durationDays: 366 }],
  ['thirteen refills', { refills: 13 }],
  ['a route that there is not', { route: 'by ear' }],
  ['an id of another make', { consultationId: '1; DROP TABLE patients' }],
])('%s is a bad request and changes nothing', async (_what, change) => {
  const { visit, doctor } = await beginVisit(clinic)
  const bad = { ...request(visit.id), ...change } as IssuePrescription
  expect(await refusal(clinic, doctor.prescriptions.issue(bad))).toMatchObject({ code: 'BAD_REQUEST' })
})

test('the formulary is searched by words without accents, in pages', async () => {
  await beginVisit(clinic)
  const doctor = await clinic.as('doctor')
  const names = async (text: string) => {
    const { items } = await doctor.prescriptions.listMedicines({ text })
    return items.map(({ rxNormCode }) => rxNormCode)
  }
  expect(await names('')).toEqual(['313782', '308192'])
  expect(await names('tablet AMOXÍ')).toEqual(['308192'])
  expect(await names('%')).toEqual([])
  const page = await doctor.prescriptions.listMedicines({ limit: 1 })
  expect(await doctor.prescriptions.listMedicines({ limit: 1, cursor: page.nextCursor ?? '' })).toEqual({
    items: [amoxicillin],
    nextCursor: null,
  })
})

test('while the chain cannot be asked, a prescription is authentic by its signature and no more is claimed', async () => {
  const { visit, doctor } = await beginVisit(clinic)
  const issued = await doctor.prescriptions.issue(request(visit.id))
  const pharmacist = await clinic.as('pharmacist')
  expect(await pharmacist.prescriptions.verify({ prescriptionId: issued.id })).toEqual({
    isAuthentic: true,
    isFillable: true,
    onChain: 'unknown',
    findings: [
      { isMet: true, statement: 'The content is what was signed.' },
      { isMet: true, statement: `The signature was made with the key of ${issued.doctorName}.` },
      { isMet: true, statement: 'It can be filled until 20 May 2027: 2 of 2 left.' },
      { isMet: null, statement: 'The chain cannot be asked now.' },
    ],
    prescription: issued,
  })
})

test('a prescription that was changed in the file is found out', async () => {
  const { visit, doctor } = await beginVisit(clinic)
  const { id } = await doctor.prescriptions.issue(request(visit.id))
  const check = async (sql: string) => {
    clinic.database.transact((db) => db.run(sql))
    const { isAuthentic, isFillable, findings } = await doctor.prescriptions.verify({ prescriptionId: id })
    return { isAuthentic, isFillable, met: findings.map(({ isMet }) => isMet) }
  }
  const more = await check(`UPDATE prescriptions SET content = json_set(content, '$.quantity', 210)`)
  expect(more).toEqual({ isAuthentic: false, isFillable: false, met: [false, true, true, null] })
  const other = await check(`UPDATE prescriptions SET content = json_set(content, '$.quantity', 21),
                                                      nonce = '0x${'00'.repeat(32)}'`)
  expect(other).toEqual({ isAuthentic: false, isFillable: false, met: [true, false, true, null] })
})

test('the doctor who issued it cancels what is left, once, and the chain is told', async () => {
  const { visit, doctor } = await beginVisit(clinic)
  const issued = await doctor.prescriptions.issue(request(visit.id))
  const cancel = { prescriptionId: issued.id, reason: 'Wrong strength' }
  const { client: colleague } = clinic.another('doctor')
  expect(await refusal(clinic, colleague.prescriptions.cancel(cancel))).toMatchObject({ code: 'NOT_THE_DOCTOR' })
  expect(await doctor.prescriptions.cancel(cancel)).toEqual({
    ...issued,
    state: 'cancelled',
    cancellationReason: 'Wrong strength',
  })
  expect(await refusal(clinic, doctor.prescriptions.cancel(cancel))).toMatchObject({ code: 'NOT_ACTIVE' })
  expect(clinic.database.rows(`SELECT fn, kind FROM chain_calls WHERE record_id = '${issued.id}' ORDER BY n`)).toEqual([
    { fn: 'issuePrescription', kind: 'prescription' },
    { fn: 'cancelPrescription', kind: 'prescription-cancellation' },
  ])
  expect(await doctor.prescriptions.verify({ prescriptionId: issued.id })).toMatchObject({
    isAuthentic: true,
    isFillable: false,
    findings: [{}, {}, { isMet: false, statement: `${issued.doctorName} canceled it: Wrong strength.` }, {}],
  })
})
