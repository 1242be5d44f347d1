import { expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { register } from '../../tests/support/full-day.js'
import type { AnomalyKind } from './model.js'

let clinic: TestClinic
let admin: Client

eachInClinic(async (opened) => {
  clinic = opened
  admin = await clinic.as('tenant-admin')
})

const kinds = async (): Promise<AnomalyKind[]> => (await admin.anomalies.list({})).items.map(({ kind }) => kind).sort()

test('a look at a record of one’s own name is found once, said in a sentence, and reviewed by somebody else', async () => {
  const desk = await clinic.as('front-desk')
  const { displayName, id } = clinic.staff('front-desk').session.staff
  const own = await desk.patients.register({
    ...{ givenName: null, familyName: displayName, birthDate: null, sex: 'female', phone: null, email: null },
    ...{ address: null, language: null, externalId: null, isConfirmedNew: true },
  })
  await desk.patients.get({ patientId: own.id })
  expect(await admin.anomalies.scan({})).toEqual({ found: 1 })
  expect(await admin.anomalies.scan({})).toEqual({ found: 0 })
  const { items } = await admin.anomalies.list({})
  expect(items).toMatchObject([{ kind: 'own-record', actorId: id, patientId: own.id, outcome: null }])
  expect(items[0]?.sentence).toBe(`${displayName} opened the record of a patient of the same name.`)
  const [{ id: anomalyId, version } = { id: '', version: 0 }] = items
  const review = { anomalyId, version, outcome: 'explained', comment: 'Another person of that name.' } as const
  expect(await admin.anomalies.review(review)).toMatchObject({ outcome: 'explained', version: 2 })
  expect(await codeOf(admin.anomalies.review(review))).toBe('ALREADY_REVIEWED')
  expect(await kinds()).toEqual([])
  const entries = await (await clinic.as('auditor')).audit.listEntries({ area: 'anomalies', outcome: 'changed' })
  expect(entries.items.map(({ action }) => action)).toEqual(['anomalies.review', 'anomalies.scan'])
})

test('failed sign-ins and a clock that went back are found in the audit log', async () => {
  const act = { actorId: 'sign-in', actorName: 'grace', action: 'identity.signIn', door: 'system' } as const
  for (let tries = 0; tries < 4; tries += 1) clinic.records.journal.note(act, 'refused')
  await admin.anomalies.scan({})
  expect(await kinds()).toEqual([])
  clinic.records.journal.note(act, 'refused')
  await clinic.as('auditor')
  clinic.clock.advance(-45)
  await (await clinic.as('front-desk')).patients.search({ text: '' })
  await register(await clinic.as('front-desk'), 'Otieno')
  clinic.clock.advance(60)
  await admin.anomalies.scan({})
  expect(await kinds()).toEqual(['clock-jump', 'failed-sign-ins'])
})

test('emergency access again and again is found', async () => {
  const desk = await clinic.as('front-desk')
  const doctor = await clinic.as('doctor')
  for (const name of ['Otieno', 'Wanjiru', 'Kamau']) {
    const patient = await register(desk, name, { phone: null, birthDate: null })
    await doctor.access.openEmergency({ patientId: patient.id, reason: 'An emergency.' })
  }
  await admin.anomalies.scan({})
  expect(await kinds()).toEqual(['repeated-emergency-access'])
})
