import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { book } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'
import type { PatientId } from '../kernel/ids.js'

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5_000, 'letter ')]).toString('base64')

let clinic: TestClinic
let desk: Client
let patientId: PatientId

beforeAll(async () => {
  clinic = await openClinic()
  desk = await clinic.as('front-desk')
  patientId = (
    await desk.patients.register({
      ...{ givenName: 'Amina', familyName: 'Otieno', birthDate: null, sex: 'female', phone: null, email: null },
      ...{ address: null, language: null, externalId: null, isConfirmedNew: true },
    })
  ).id
})
afterAll(() => clinic.close())

test('a document is kept encrypted, found in the record and opened as it was', async () => {
  const added = await desk.attachments.add({ patientId, name: 'Referral from Harbor.pdf', content: pdf })
  expect(added).toMatchObject({ mediaType: 'application/pdf', place: 'only-here', addedBy: expect.any(String) })
  expect(await desk.attachments.list({ patientId })).toEqual([added])
  const opened = await desk.attachments.open({ attachmentId: added.id })
  expect(opened).toEqual({ name: 'Referral from Harbor.pdf', mediaType: 'application/pdf', content: pdf })
  const [chunk] = clinic.database.rows<{ body: Uint8Array }>('SELECT body FROM blob_chunks')
  expect(Buffer.from(chunk?.body ?? []).includes('letter letter')).toBe(false)
})

test('who added, saw and opened a document stands in the audit log', async () => {
  const auditor = await clinic.as('auditor')
  const { items } = await auditor.audit.listEntries({ limit: 10 })
  expect(items.map(({ action, subjectKind }) => [action, subjectKind])).toEqual(
    expect.arrayContaining([
      ['attachments.add', 'attachment'],
      ['attachments.list', 'attachment'],
      ['attachments.open', 'attachment'],
    ]),
  )
})

test('a file is what it begins with, whatever it is called', async () => {
  const add = (content: string) => codeOf(desk.attachments.add({ patientId, name: 'scan.pdf', content }))
  expect(await add(Buffer.from('<html><script>').toString('base64'))).toBe('NOT_A_DOCUMENT')
  expect(await add('')).toBe('EMPTY')
  expect(await add('not base64!')).toBe('BAD_REQUEST')
  expect(
    await codeOf(desk.attachments.add({ patientId, consultationId: 'x'.repeat(22) as never, name: 'a', content: pdf })),
  ).toBe('VISIT_UNKNOWN')
})

test('a document of a visit is found there and in the record, and the visit shows no other', async () => {
  await furnish(clinic)
  const doctor = await clinic.as('doctor')
  const visit = await book(desk, patientId)
  const added = await doctor.attachments.add({ patientId, consultationId: visit.id, name: 'Sputum.pdf', content: pdf })
  expect(added.about).toEqual({ kind: 'consultation', id: visit.id })
  expect(await doctor.attachments.list({ patientId, consultationId: visit.id })).toEqual([added])
  const all = await doctor.attachments.list({ patientId })
  expect(all).toContainEqual(added)
  expect(all.length).toBeGreaterThan(1)
})

test('what was attached in error stays, and says so', async () => {
  const { id } = await desk.attachments.add({ patientId, name: 'Somebody else’s.pdf', content: pdf })
  const retracted = await desk.attachments.retract({ attachmentId: id, reason: 'Another patient’s letter' })
  expect(retracted).toMatchObject({ retractionReason: 'Another patient’s letter', retractedBy: expect.any(String) })
  expect(await codeOf(desk.attachments.retract({ attachmentId: id, reason: 'again' }))).toBe('ALREADY_RETRACTED')
  expect((await desk.attachments.open({ attachmentId: id })).content).toBe(pdf)
  expect(clinic.defects).toEqual([])
})
