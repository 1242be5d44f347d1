import { expect, test } from 'vitest'
import { codeOf } from '../support/catalogue.js'
import type { TestClinic } from '../support/clinic.js'
import { decide, eachWithPair, expectAlike, openConflicts, theConflict } from '../support/conflicts.js'
import { meet } from '../support/devices.js'
import { book, register } from '../support/full-day.js'

let front: TestClinic
let back: TestClinic

eachWithPair((pair) => {
  ;({ front, back } = pair)
})

const expectSame = () => expectAlike(front, back)

async function retractApart() {
  const [here, there] = [await front.as('doctor'), await back.as('doctor')]
  const patient = await register(await front.as('front-desk'), 'Muñoz')
  const latex = { patientId: patient.id, substance: 'Latex', criticality: 'low' as const, reaction: null }
  const allergy = await here.patients.recordAllergy(latex)
  meet(front, back)
  back.clock.advance(1)
  await here.patients.retractAllergy({ patientId: patient.id, allergyId: allergy.id, reason: 'A mistake' })
  await there.patients.retractAllergy({ patientId: patient.id, allergyId: allergy.id, reason: 'Tested negative' })
  meet(front, back)
  return { here, there, patient, allergy }
}

test('two versions of a clinical statement both stand until a person decides, and the decision is everybody’s', async () => {
  const { here, there } = await retractApart()
  expectSame()
  const seen = await theConflict(here, 'versions')
  expect(seen).toMatchObject({ about: { kind: 'allergy' }, patientName: 'Zoë Muñoz', isOpen: true, mayDecide: true })
  expect(seen.differing).toEqual(['retractionReason', 'recordedAt'])
  expect(seen.sides.map(({ isThisDevice, by, fields }) => [isThisDevice, by, reason(fields)])).toEqual([
    [true, 'doctor 2', 'A mistake'],
    [false, 'doctor 2', 'Tested negative'],
  ])
  expect((await theConflict(there, 'versions')).sideIds).toEqual(seen.sideIds)

  const decided = await decide(here, 'versions', ([first]) => first ?? '')
  expect(decided).toMatchObject({ isOpen: false, decisions: [{ counts: true }] })
  meet(front, back)
  expectSame()
  expect(await openConflicts(back)).toEqual([])
  const rows = back.database.rows('SELECT retraction_reason AS reason FROM allergies ORDER BY version')
  expect(rows.map((row) => (row as { reason: string | null }).reason)).toEqual([
    null,
    'A mistake',
    'Tested negative',
    'A mistake',
  ])
  const again = { conflictId: seen.id, sides: seen.sideIds, choice: seen.sideIds[0] ?? '', note: null }
  expect(await codeOf(there.sync.decideConflict(again))).toBe('ALREADY_DECIDED')
})

const reason = (fields: readonly { name: string; value: string | null }[]) =>
  fields.find(({ name }) => name === 'retractionReason')?.value

test('a decision is signed, audited and on its way to the chain', async () => {
  const { here } = await retractApart()
  const { decisions } = await decide(here, 'versions', ([first]) => first ?? '')
  const id = decisions[0]?.id
  expect(front.database.rows('SELECT fn FROM chain_calls WHERE record_id = $id', { id: id ?? '' })).toEqual([
    { fn: 'addRecord' },
  ])
  expect(
    front.database.rows('SELECT kind FROM chain_commitments WHERE record_id = $id', { id: id ?? '' }),
  ).toHaveLength(1)
  const entry = front.database.row<{ subjects: string }>(
    `SELECT subjects FROM audit_entries WHERE action = 'sync.decideConflict' AND outcome = 'changed'`,
  )
  expect(entry?.subjects).toContain('conflict-decision')
})

test('who may not decide is told so, and what was not offered is no choice', async () => {
  const { here } = await retractApart()
  const { id: conflictId, sideIds: sides } = await theConflict(here, 'versions')
  const desk = await front.as('front-desk')
  const choice = sides[0] ?? ''
  expect(await codeOf(desk.sync.decideConflict({ conflictId, sides, choice, note: null }))).toBe('NOT_YOURS')
  expect(await codeOf(here.sync.decideConflict({ conflictId, sides, choice: 'both', note: null }))).toBe('NOT_A_CHOICE')
  expect(await codeOf(here.sync.decideConflict({ conflictId, sides: [choice], choice, note: null }))).toBe('CHANGED')
  expect((await theConflict(here, 'versions')).isOpen).toBe(true)
})

test('of two decisions made apart the later one stands, both are seen, and nobody is asked again', async () => {
  const { here, there } = await retractApart()
  const [first, second] = (await theConflict(here, 'versions')).sides.map(({ id }) => id)
  await decide(here, 'versions', () => first ?? '')
  back.clock.advance(5)
  await decide(there, 'versions', () => second ?? '')
  meet(front, back)
  expectSame()
  expect(await openConflicts(front)).toEqual([])
  const { items } = await here.sync.listConflicts({ state: 'decided' })
  const { decisions } = await here.sync.getConflict({ conflictId: items[0]?.id ?? '' })
  expect(decisions.map(({ choice, counts }) => [choice, counts])).toEqual([
    [first, false],
    [second, true],
  ])
  const shown = front.database.row<{ reason: string }>(
    'SELECT retraction_reason AS reason FROM allergies ORDER BY version DESC LIMIT 1',
  )
  expect(shown?.reason).toBe('Tested negative')
})

test('work that goes on with one version does not answer the question by the way', async () => {
  const desk = await front.as('front-desk')
  const patient = await register(desk, 'Muñoz')
  const visit = await book(desk, patient.id)
  meet(front, back)
  await desk.scheduling.checkIn({ consultationId: visit.id })
  back.clock.advance(1)
  await (await back.as('front-desk')).scheduling.cancelConsultation({ consultationId: visit.id, reason: 'Called off' })
  front.clock.advance(2)
  await (await front.as('doctor')).encounters.start({ consultationId: visit.id })
  meet(front, back)
  expectSame()
  expect(await openConflicts(back)).toHaveLength(1)
  const { sides } = await theConflict(await back.as('doctor'), 'versions')
  const stateOfSide = sides.map(({ fields }) => fields.find(({ name }) => name === 'state')?.value)
  expect(stateOfSide.sort()).toEqual(['cancelled', 'in-progress'])
})

test('demographics merge field by field, and what lost is in the history', async () => {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  const patient = await register(desk, 'Muñoz')
  meet(front, back)
  const { id: patientId, version, code: _c, registeredAt: _r, updatedAt: _u, ...demographics } = patient
  front.clock.advance(1)
  back.clock.advance(2)
  await desk.patients.update({
    patientId,
    version,
    demographics: { ...demographics, familyName: 'Mwangi', phone: '0711 111 111' },
  })
  await other.patients.update({
    patientId,
    version,
    demographics: { ...demographics, phone: '0722 222 222', email: 'z@example.org' },
  })
  meet(front, back)
  expectSame()
  const merged = await other.patients.get({ patientId })
  expect(merged).toMatchObject({ familyName: 'Mwangi', phone: '0722 222 222', email: 'z@example.org', version: 3 })
  const kept = front.database.rows<{ body: string }>('SELECT body FROM patient_versions ORDER BY version')
  expect(kept.map(({ body }) => JSON.parse(body).phone)).toEqual([patient.phone, '0711 111 111'])
  const history = await desk.patients.getHistory({ patientId })
  expect(history.map(({ isFirst, deviceName }) => [isFirst, deviceName])).toEqual([
    [false, 'another workstation'],
    [false, null],
    [true, null],
  ])
  // What lost is readable, with who wrote over it where and when.
  expect(history[1]).toMatchObject({
    by: expect.stringContaining('front-desk'),
    fields: [
      { name: 'familyName', value: 'Mwangi', writtenOver: null },
      {
        name: 'phone',
        value: '0711 111 111',
        writtenOver: { value: '0722 222 222', deviceName: 'another workstation' },
      },
    ],
  })
  expect(await openConflicts(front)).toEqual([])
  await other.patients.update({ patientId, version: 3, demographics: { ...demographics, familyName: 'Mwangi' } })
  meet(front, back)
  expectSame()
})
