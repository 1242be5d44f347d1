import { afterEach, beforeEach, expect, test } from 'vitest'
import { EntityKind } from '../../core/kernel/entities.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { readMedicine } from '../../core/prescriptions/reads.js'
import { projections } from '../../node/projections.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { meet, opsOf, send, stateOf } from '../support/devices.js'
import { playFullDay } from '../support/full-day.js'
import { type Furnished, furnish } from '../support/furnish.js'

let front: TestClinic
let furnished: Furnished
const others: TestClinic[] = []

beforeEach(async () => {
  front = await openClinic()
  furnished = await furnish(front)
})
afterEach(async () => {
  for (const clinic of [front, ...others.splice(0)]) await clinic.close()
})

/** Another workstation of the clinic; the formulary comes with its release. */
async function join(): Promise<TestClinic> {
  const clinic = await openClinic({ joins: front })
  const medicine = readMedicine(front.database, furnished.rxNormCode)
  if (medicine) clinic.database.transact((db) => saveMedicine(db, medicine))
  others.push(clinic)
  return clinic
}

/** A workstation that knows what the first one has, and has a shelf of its own: nobody takes from another's. */
async function joinWithShelf(): Promise<TestClinic> {
  const back = await join()
  send(front, back)
  const shelf = { productId: furnished.productId, batchNumber: 'B-2', expiresOn: '2028-01-31', quantity: 100 }
  await (await back.as('pharmacist')).pharmacy.receiveStock(shelf)
  return back
}

test('every kind of record has a projection or says that it has none', () => {
  expect(Object.keys(projections).sort()).toEqual([...EntityKind.options].sort())
})

test('what happened on one workstation stands on the other, row by row', async () => {
  await playFullDay(front, furnished)
  const back = await join()
  const outcome = send(front, back)
  expect(outcome).toMatchObject({ refused: [], waiting: 0, known: 0, recovered: 0 })
  const kinds = front.database.rows<{ kind: string }>('SELECT DISTINCT kind FROM ops').map(({ kind }) => kind)
  // What no operation of this part writes: the stock of other workstations, files, and what devices gossip.
  expect(EntityKind.options.filter((kind) => !kinds.includes(kind))).toEqual([
    'stock-takeover',
    'order-request',
    'attachment',
    'device-heads',
    'device-change',
  ])
  expect(stateOf(back.database)).toEqual(stateOf(front.database))
  expect(front.defects).toEqual([])
})

test('received again, nothing changes and nothing is written', async () => {
  await playFullDay(front, furnished)
  const back = await join()
  send(front, back)
  const before = stateOf(back.database)
  const entries = back.database.rows('SELECT 1 FROM audit_entries').length
  const ops = opsOf(front, front.records.deviceId)
  expect(back.records.journal.receive(ops, { name: 'Test relay' })).toMatchObject({ received: 0, known: ops.length })
  expect(stateOf(back.database)).toEqual(before)
  expect(back.database.rows('SELECT 1 FROM audit_entries')).toHaveLength(entries)
})

test('work goes on where it came to: the next steps of a visit are done on another workstation and come back', async () => {
  const back = await joinWithShelf()
  await playFullDay(back, furnished)
  meet(front, back)
  expect(stateOf(back.database)).toEqual(stateOf(front.database))
  expect(back.defects).toEqual([])
})

test('what refers to something that has not come waits for it, and is shown when it comes', async () => {
  const back = await joinWithShelf()
  await playFullDay(back, furnished)
  const late = await join()
  const later = late.records.journal.receive(opsOf(back, back.records.deviceId), { name: 'Test relay' })
  expect(later.refused).toEqual([])
  expect(later.waiting).toBeGreaterThan(10)
  const all = late.records.journal.receive(opsOf(front, front.records.deviceId), { name: 'Test relay' })
  expect(all).toMatchObject({ refused: [], waiting: 0 })
  meet(front, back, late)
  expect(stateOf(late.database)).toEqual(stateOf(back.database))
  expect(stateOf(front.database)).toEqual(stateOf(back.database))
})

test('in pieces of any size it comes to the same', async () => {
  await playFullDay(front, furnished)
  const ops = opsOf(front, front.records.deviceId)
  for (const size of [1, 7]) {
    const back = await join()
    for (let at = 0; at < ops.length; at += size)
      back.records.journal.receive(ops.slice(at, at + size), { name: 'Test relay' })
    expect(stateOf(back.database)).toEqual(stateOf(front.database))
  }
})

test('who came from elsewhere is found by name, phone and code', async () => {
  const { patient } = await playFullDay(front, furnished)
  const back = await join()
  send(front, back)
  const desk = await back.as('front-desk')
  for (const text of ['zoe otieno', 'MUÑOZ', patient.code])
    expect((await desk.patients.search({ text })).items.map(({ id }) => id)).toContain(patient.id)
})

test('every workstation commits to the same, and brings the same calls to a chain', async () => {
  await playFullDay(front, furnished)
  const back = await join()
  send(front, back)
  const waiting = (clinic: TestClinic) => [
    clinic.database.rows('SELECT hex(commitment) AS c FROM chain_commitments ORDER BY 1'),
    clinic.database.rows('SELECT id, call FROM chain_calls ORDER BY id'),
  ]
  expect(waiting(back)).toEqual(waiting(front))
})
