import { afterEach, beforeEach, expect } from 'vitest'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { readMedicine } from '../../core/prescriptions/reads.js'
import type { ConflictKind } from '../../core/sync/model.js'
import { type Client, openClinic, type TestClinic } from './clinic.js'
import { meet, stateHash, stateOf } from './devices.js'
import { type Furnished, furnish } from './furnish.js'

interface Pair {
  front: TestClinic
  back: TestClinic
  furnished: Furnished
}

/** Opens a pair for each test of the file and closes it after the test, which must leave no defect. */
export function eachWithPair(prepare: (pair: Pair) => void | Promise<void>): void {
  let pair: Pair
  beforeEach(async () => {
    pair = await openPair()
    await prepare(pair)
  })
  afterEach(async () => {
    const { front, back } = pair
    await front.close()
    await back.close()
    expect([front.defects, back.defects]).toEqual([[], []])
  })
}

/** Both know the same, to the byte. */
export function expectAlike(front: TestClinic, back: TestClinic): void {
  expect(stateOf(back.database)).toEqual(stateOf(front.database))
  expect(stateHash(back.database)).toBe(stateHash(front.database))
}

/** Two workstations of one furnished clinic, with the same people at both, that know the same. */
async function openPair(): Promise<Pair> {
  const front = await openClinic()
  const furnished = await furnish(front)
  for (const role of ['front-desk', 'doctor', 'pharmacist', 'billing', 'tenant-admin'] as const) front.staff(role)
  const back = await openClinic({ joins: front })
  const medicine = readMedicine(front.database, furnished.rxNormCode)
  if (medicine) back.database.transact((db) => saveMedicine(db, medicine))
  meet(front, back)
  // Each has a shelf of its own: nobody takes from the other's.
  const atBack = { productId: furnished.productId, batchNumber: 'B-2', expiresOn: '2028-01-31', quantity: 100 }
  await (await back.as('pharmacist')).pharmacy.receiveStock(atBack)
  meet(front, back)
  return { front, back, furnished: { ...furnished, stock: furnished.stock + 100 } }
}

export async function openConflicts(clinic: TestClinic) {
  return (await (await clinic.as('front-desk')).sync.listConflicts({})).items
}

/** The one open conflict of a kind, as everybody sees it. */
export async function theConflict(client: Client, kind: ConflictKind) {
  const { items } = await client.sync.listConflicts({})
  expect(items.map((conflict) => conflict.kind)).toEqual([kind])
  const [conflict] = items
  if (!conflict) throw new Error('There is no conflict.')
  return client.sync.getConflict({ conflictId: conflict.id })
}

export async function decide(client: Client, kind: ConflictKind, choose: (sides: string[]) => string) {
  const { id: conflictId, sideIds, sides } = await theConflict(client, kind)
  return client.sync.decideConflict({
    conflictId,
    sides: sideIds,
    choice: choose(sides.map(({ id }) => id)),
    note: null,
  })
}
