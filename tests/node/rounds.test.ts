import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtInPayer } from '../../adapters/payer/built-in.js'
import type { PatientId } from '../../core/kernel/ids.js'
import type { PayerPort } from '../../core/ports/payer.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { readMedicine } from '../../core/prescriptions/reads.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { meet, stateOf } from '../support/devices.js'
import { playFullDay } from '../support/full-day.js'
import { furnish } from '../support/furnish.js'

/** A payer that answers when the test lets it, and notes who asked. */
function slowPayer(asked: string[], name: string): PayerPort & { open: boolean } {
  const real = builtInPayer()
  const payer: PayerPort & { open: boolean } = {
    ...real,
    open: false,
    adjudicate: async () => {
      if (!payer.open) return { state: 'pending' }
      asked.push(name)
      return { state: 'denied', reason: 'The member number is not known.' }
    },
    remit: (request) => real.remit(request),
  }
  return payer
}

let clinics: TestClinic[]
let payers: (PayerPort & { open: boolean })[]
let asked: string[]

beforeEach(async () => {
  asked = []
  payers = ['front', 'room', 'billing'].map((name) => slowPayer(asked, name))
  const [front, ...others] = payers
  const first = await openClinic(front ? { payer: front } : {})
  const furnished = await furnish(first)
  for (const role of ['front-desk', 'doctor', 'pharmacist', 'billing', 'tenant-admin'] as const) first.staff(role)
  clinics = [first]
  for (const payer of others) clinics.push(await openClinic({ joins: first, payer }))
  const medicine = readMedicine(first.database, furnished.rxNormCode)
  for (const clinic of clinics.slice(1)) if (medicine) clinic.database.transact((db) => saveMedicine(db, medicine))
  await playFullDay(first, furnished)
  meet(...clinics)
})
afterEach(async () => {
  for (const clinic of clinics) await clinic.close()
})

const count = (clinic: TestClinic, sql: string): number => clinic.database.row<{ n: number }>(sql)?.n ?? 0

/** Every workstation runs its rounds, before it hears of the others'. */
async function everyoneSettles(): Promise<void> {
  for (const payer of payers) payer.open = true
  for (const clinic of clinics) await clinic.records.settleClaims()
  meet(...clinics)
}

test('three workstations run their rounds, and each claim is asked about by one, told once, given back once', async () => {
  const claims = count(clinics[0] as TestClinic, `SELECT count(*) AS n FROM claims WHERE state = 'submitted'`)
  expect(claims).toBeGreaterThan(0)
  await everyoneSettles()
  expect(asked).toEqual(Array(claims).fill('front'))
  for (const clinic of clinics) {
    expect(count(clinic, `SELECT count(*) AS n FROM claims WHERE state = 'denied'`)).toBe(claims)
    expect(count(clinic, `SELECT count(*) AS n FROM claim_events WHERE state = 'denied'`)).toBe(claims)
    expect(count(clinic, `SELECT count(*) AS n FROM tasks WHERE kind = 'claim-denied'`)).toBe(claims)
    expect(
      count(clinic, 'SELECT total(deductible_minor) + total(visits) AS n FROM benefit_uses WHERE claim_id IS NOT NULL'),
    ).toBe(0)
  }
  expect(clinics.map((clinic) => stateOf(clinic.database))).toEqual(
    clinics.map(() => stateOf((clinics[0] as TestClinic).database)),
  )
})

test('a removed workstation is followed by one of those that are left', async () => {
  const [front, room, billing] = clinics as [TestClinic, TestClinic, TestClinic]
  const claims = count(front, `SELECT count(*) AS n FROM claims WHERE state = 'submitted'`)
  const ids = [room.records.deviceId, billing.records.deviceId].sort()
  for (const clinic of clinics)
    clinic.database.transact((db) => {
      for (const { records } of clinics)
        db.run(
          `INSERT INTO sync_devices (id, name, certificate, recovery, revocation) VALUES ($id, 'x', '{}', NULL, $revocation)`,
          { id: records.deviceId, revocation: records === front.records ? '{}' : null },
        )
    })
  for (const payer of payers) payer.open = true
  for (const clinic of [room, billing]) await clinic.records.settleClaims()
  const follower = room.records.deviceId === ids[0] ? 'room' : 'billing'
  expect(asked).toEqual(Array(claims).fill(follower))
})

test('a call that every chain refuses is one task for all', async () => {
  const [front, room] = clinics as [TestClinic, TestClinic]
  const calls = front.database.rows<{ id: string }>('SELECT id FROM chain_calls ORDER BY n')
  const there = room.database.rows<{ id: string }>('SELECT id FROM chain_calls ORDER BY n')
  expect(new Set(there.map(({ id }) => id))).toEqual(new Set(calls.map(({ id }) => id)))
  const [call] = calls
  const about = { patientId: null as PatientId | null, consultationId: null }
  const refused = {
    type: 'chainRefused',
    callId: call?.id ?? '',
    fn: 'registerPatient',
    reason: 'AlreadyRegistered',
    ...about,
  } as const
  const act = { actorId: 'system', actorName: 'MediChain', action: 'anchoring.flush', door: 'system' } as const
  for (const clinic of clinics)
    clinic.records.journal.transact(act, (unit) => unit.emit({ ...refused, at: clinic.clock.now() }))
  meet(...clinics)
  for (const clinic of clinics)
    expect(count(clinic, `SELECT count(*) AS n FROM tasks WHERE kind = 'chain-refusal'`)).toBe(1)
})
