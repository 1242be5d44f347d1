import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Vitals } from '../../core/encounters/model.js'
import { checkVitals } from '../../core/encounters/rules.js'
import { AddCoverage } from '../../core/insurance/model.js'
import { addMinutes, atLocalTime, yearsBetween } from '../../core/kernel/instant.js'
import { foldPhone } from '../../core/kernel/text.js'
import { Patient } from '../../core/patients/model.js'
import { allergenOf } from '../../core/patients/rules.js'
import { BookConsultation } from '../../core/scheduling/model.js'
import { diagnosisCodes, formulary } from '../../resources/reference-data.js'
import { openingsOf } from './calendar.js'
import { demoClinic, doctors } from './clinic.js'
import { complaints } from './complaints.js'
import { demoSeed, generateDemo } from './generate.js'
import { isCoveredOn } from './memberships.js'
import { visitMoments } from './visits.js'

const today = '2026-11-20'
const timeZone = 'America/Los_Angeles'
const demo = generateDemo({ today, timeZone, seed: demoSeed })
const share = (part: number) => part / demo.patients.length

test('the same input gives the same clinic, another seed another one', () => {
  const small = { today, timeZone, patients: 40 }
  expect(generateDemo({ ...small, seed: 5 })).toEqual(generateDemo({ ...small, seed: 5 }))
  expect(generateDemo({ ...small, seed: 5 }).patients).not.toEqual(generateDemo({ ...small, seed: 6 }).patients)
})

test('two thousand people, each of whom the front desk could have registered', () => {
  expect(demo.patients).toHaveLength(2_000)
  for (const patient of demo.patients) expect(Patient.parse(patient)).toEqual(patient)
})

test('no two people share an id, a code, a phone or an outside number', () => {
  const phones = demo.patients.flatMap(({ phone }) => (phone === null ? [] : [foldPhone(phone)]))
  const numbers = demo.patients.flatMap(({ externalId }) => externalId ?? [])
  for (const values of [demo.patients.map(({ id }) => id), demo.patients.map(({ code }) => code), phones, numbers])
    expect(new Set(values).size).toBe(values.length)
})

test('people are as old as people are, and were registered while they lived', () => {
  for (const { birthDate, registeredAt } of demo.patients) {
    if (birthDate === null) continue
    expect(birthDate < today).toBe(true)
    expect(yearsBetween(birthDate, today)).toBeLessThanOrEqual(102)
    expect(registeredAt.slice(0, 10) >= birthDate).toBe(true)
    expect(registeredAt.slice(0, 10) < today).toBe(true)
  }
})

test('they come from many countries, write many scripts and speak many languages', () => {
  const places = new Set(demo.patients.map(({ address }) => address?.jurisdiction?.slice(0, 2)))
  const languages = new Set(demo.patients.map(({ language }) => language))
  expect(places.size).toBeGreaterThanOrEqual(12)
  expect(languages.size).toBeGreaterThanOrEqual(10)
  expect(demo.patients.some(({ familyName }) => /\p{Script=Arabic}/u.test(familyName))).toBe(true)
  expect(demo.patients.filter(({ familyName }) => /\P{ASCII}/u.test(familyName)).length).toBeGreaterThan(300)
})

test('one in four has an allergy, four in five are covered, and some of them no longer', () => {
  expect(share(new Set(demo.allergies.map(({ patientId }) => patientId)).size)).toBeCloseTo(0.25, 1)
  expect(share(demo.coverages.length)).toBeCloseTo(0.8, 1)
  expect(demo.coverages.filter((coverage) => !isCoveredOn(coverage, today)).length).toBeGreaterThan(50)
  expect(new Set(demo.coverages.map(({ planId }) => planId)).size).toBe(5)
  for (const { id: _id, ...coverage } of demo.coverages) expect(AddCoverage.safeParse(coverage).success).toBe(true)
})

test('twelve people work here, five of them doctors with a licence where the clinic is', () => {
  const { clinic, people } = demoClinic()
  const count = (role: string) => people.filter(({ roles }) => roles.some((one) => one === role)).length
  expect(people).toHaveLength(12)
  const roles = ['front-desk', 'doctor', 'pharmacist', 'billing', 'tenant-admin', 'auditor']
  expect(roles.map(count)).toEqual([2, 5, 2, 1, 1, 1])
  expect(new Set(people.map(({ loginName }) => loginName)).size).toBe(12)
  for (const { licences } of doctors)
    expect(licences.some(({ jurisdiction }) => jurisdiction === clinic.jurisdiction)).toBe(true)
})

test('sixty products: one batch has expired, one soon will, a few are low', () => {
  const batches = demo.products.flatMap((product) => product.batches)
  const onHand = (product: (typeof demo.products)[number]) =>
    product.batches.reduce((sum, { expiresOn, quantity }) => sum + (expiresOn > today ? quantity : 0), 0)
  expect(demo.products).toHaveLength(60)
  expect(new Set(demo.products.map(({ rxNormCode }) => rxNormCode)).size).toBe(60)
  expect(batches.filter(({ expiresOn }) => expiresOn <= today)).toHaveLength(1)
  expect(batches.filter(({ expiresOn }) => expiresOn > today && expiresOn <= '2026-12-20')).toHaveLength(1)
  expect(demo.products.filter((product) => onHand(product) < product.reorderLevel).length).toBe(3)
  for (const { receivedOn, expiresOn } of batches) expect(receivedOn < expiresOn && receivedOn < today).toBe(true)
})

test('no slot is booked twice, and every visit has one that is offered', () => {
  const offered = new Set(
    demo.rosters.flatMap((roster) =>
      openingsOf(roster, timeZone).map(({ doctor, startsAt }) => `${doctor} ${startsAt}`),
    ),
  )
  const booked = demo.visits.map(({ doctor, startsAt }) => `${doctor} ${startsAt}`)
  expect(new Set(booked).size).toBe(booked.length)
  for (const slot of booked) expect(offered.has(slot)).toBe(true)
})

test('nobody comes twice before today is over', () => {
  const came = demo.visits.filter(({ startsAt }) => startsAt <= demo.now).map(({ patient }) => patient.id)
  expect(new Set(came).size).toBe(came.length)
})

test('a visit takes its course in order, and nothing has happened that lies ahead', () => {
  for (const { at } of demo.visits) {
    const moments = visitMoments.flatMap((moment) => at[moment] ?? [])
    expect([...moments].sort()).toEqual(moments)
    expect(moments.every((moment) => moment <= demo.now)).toBe(true)
    expect(at.booked).toBeDefined()
  }
})

test('every visit can be booked, measured and diagnosed as it is', () => {
  const codes = new Set(diagnosisCodes.map(({ code }) => code))
  for (const { patient, symptoms, mode, vitals, complaint } of demo.visits) {
    const slotId = 's'.repeat(22)
    expect(BookConsultation.safeParse({ patientId: patient.id, slotId, mode, symptoms }).success).toBe(true)
    expect(Vitals.safeParse(vitals).error).toBeUndefined()
    expect(checkVitals(vitals).ok).toBe(true)
    expect(codes.has(complaint.code)).toBe(true)
  }
})

test('nobody is prescribed what they are allergic to, and the shelf holds what is ordered', () => {
  const ordered = new Map<string, number>()
  for (const { patient, sig, at } of demo.visits) {
    if (!sig) continue
    const medicine = formulary.find(({ rxNormCode }) => rxNormCode === sig.rxNormCode)
    const own = demo.allergies.filter(({ patientId }) => patientId === patient.id)
    for (const { substance } of own) expect(medicine?.allergens).not.toContain(allergenOf(substance))
    if (at.ordered) ordered.set(sig.rxNormCode, (ordered.get(sig.rxNormCode) ?? 0) + sig.quantity)
  }
  for (const [rxNormCode, quantity] of ordered) {
    const product = demo.products.find((one) => one.rxNormCode === rxNormCode)
    expect(product?.batches.reduce((sum, batch) => sum + batch.quantity, 0)).toBeGreaterThan(quantity)
  }
})

test('every complaint is treated with a medicine of the formulary and coded from the list', () => {
  for (const { sig, code } of complaints) {
    if (sig) expect(formulary.some(({ rxNormCode }) => rxNormCode === sig.rxNormCode)).toBe(true)
    expect(diagnosisCodes.some((known) => known.code === code)).toBe(true)
  }
})

test('whenever the demo is made before eleven at night, somebody is with a doctor, somebody waits, and the pharmacist has something to do', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_379 }), (minute) => {
      const now = addMinutes(atLocalTime(today, '00:00', timeZone), minute)
      const { visits } = generateDemo({ today, now, timeZone, seed: demoSeed, patients: 400 })
      const isIn = ({ at }: (typeof visits)[number]) => at.started !== undefined && at.completed === undefined
      const isWaiting = ({ at }: (typeof visits)[number]) => at.arrived !== undefined && at.started === undefined
      expect(visits.some(isIn)).toBe(true)
      expect(visits.some(isWaiting)).toBe(true)
      const isToDispense = ({ at }: (typeof visits)[number]) => at.ordered !== undefined && at.dispensed === undefined
      expect(visits.filter(isToDispense).length).toBeGreaterThanOrEqual(3)
    }),
    { numRuns: 12 },
  )
})

test('the clinic is open on weekends too when a demo is made then, and around a change of clocks', () => {
  for (const day of ['2026-11-21', '2026-11-22', '2026-03-08', '2026-11-01']) {
    const { visits, rosters } = generateDemo({ today: day, timeZone, seed: 1, patients: 100 })
    expect(rosters.filter((roster) => roster.day === day).length).toBeGreaterThan(0)
    expect(new Set(rosters.map((roster) => roster.day)).size).toBe(11)
    expect(new Set(visits.map(({ doctor, startsAt }) => `${doctor} ${startsAt}`)).size).toBe(visits.length)
  }
})
