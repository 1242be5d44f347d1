import { expect, test } from 'vitest'
import { randomIds } from '../../node/system.js'
import { codeOf } from '../../tests/support/catalogue.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { book, register } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'
import { addDays } from '../kernel/instant.js'
import { putLine } from '../usage/store.js'
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

test('a look at a very important patient is found where it has no reason in the person’s work, from the mark to its end', async () => {
  await furnish(clinic)
  const [desk, doctor] = [await clinic.as('front-desk'), await clinic.as('doctor')]
  const { id: patientId } = await register(desk, 'Otieno')
  const { client: curious, who } = clinic.another('doctor')
  await curious.patients.get({ patientId })
  clinic.clock.advance(1)
  const mark = await admin.access.setMark({ patientId, version: 0, isMarked: true, reason: 'A minister.' })
  expect((await desk.patients.getBanner({ patientId })).isVeryImportant).toBe(true)
  await book(desk, patientId)
  await doctor.patients.get({ patientId })
  await admin.anomalies.scan({})
  expect(await kinds()).toEqual([])
  clinic.clock.advance(1)
  for (let times = 0; times < 3; times += 1) await curious.patients.getBanner({ patientId })
  await admin.anomalies.scan({})
  const { items } = await admin.anomalies.list({})
  expect(items).toMatchObject([{ kind: 'important-patient', actorId: who.session.staff.id, patientId }])
  expect(items[0]?.sentence).not.toMatch(/Otieno|minister/)
  await admin.access.setMark({ patientId, version: mark.version, isMarked: false, reason: 'Left office.' })
  clinic.clock.advance(1)
  await clinic.another('doctor').client.patients.get({ patientId })
  await admin.anomalies.scan({})
  expect(await kinds()).toEqual(['important-patient'])
  expect((await desk.patients.getBanner({ patientId })).isVeryImportant).toBe(false)
})

test('a day on which much more was used than usually is found, and said in a unit that people know', async () => {
  const line = (day: string, resource: 'network' | 'messages', quantity: number, device = clinic.records.deviceId) => ({
    ...{ id: randomIds.newId(), tenantId: 't', device, seq: 1, hour: `${day}T06:00:00.000Z`, resource, quantity },
    ...{ source: 'metered' as const, sealedAt: `${day}T07:00:00.000Z`, prevHash: '', hash: '', signature: '' },
  })
  clinic.database.transact((db) => {
    for (let back = 1; back <= 10; back += 1)
      putLine(db, line(addDays('2026-11-21', -back), 'network', 50_000_000 + back))
    putLine(db, line('2026-11-21', 'network', 400_000_000))
    // Nothing is known of the usual, or it was another workstation.
    putLine(db, line('2026-11-21', 'messages', 5_000))
    putLine(db, line('2026-11-20', 'network', 900_000_000, 'another'))
  })
  expect(await admin.anomalies.scan({})).toEqual({ found: 1 })
  expect((await admin.anomalies.list({})).items).toMatchObject([
    {
      ...{ kind: 'usage-spike', day: '2026-11-21', actorId: null, patientId: null },
      sentence: 'This workstation used 400 megabytes of traffic with relays; usually it is 50 a day.',
    },
  ])
})
