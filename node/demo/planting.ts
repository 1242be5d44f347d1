import { saveDiagnosisCode } from '../../core/encounters/intake.js'
import { addCoverage, savePlan } from '../../core/insurance/intake.js'
import type { ProductId, SlotId } from '../../core/kernel/ids.js'
import { addDays, addMinutes, atLocalTime, type CalendarDate, type Instant } from '../../core/kernel/instant.js'
import { addAllergy, addPatient } from '../../core/patients/intake.js'
import { addProduct, addStock } from '../../core/pharmacy/intake.js'
import type { Act } from '../../core/ports/journal.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { diagnosisCodes, medicines } from '../../resources/reference-data.js'
import { slotMinutes, workDays } from './calendar.js'
import { doctors } from './clinic.js'
import type { DemoData } from './generate.js'
import { type Happening, happeningsOf, slotKey } from './play.js'
import type { DemoMember, DemoTools } from './tools.js'

/** So many records go into one transaction: enough to be quick, few enough that an audit entry can be read. */
const patientsATime = 500

/** Plants the demo's data: the clinic's set-up in bulk, then its days in the order in which they happened. */
export async function plantData(data: DemoData, tools: DemoTools): Promise<void> {
  const local = (day: CalendarDate, time: string) => atLocalTime(day, time, data.timeZone)
  tools.clock.set(local(data.foundedOn, '08:00'))
  plantReference(data, tools)
  await plantDoctors(data, tools)
  const productIds = plantShelf(data, tools, local)
  // Three weeks before today everybody is registered; the first visits are called in a few days later.
  const registeredAt = local(addDays(data.today, -21), '08:00')
  tools.clock.set(registeredAt)
  plantPeople(data, tools)
  tools.clock.set(addMinutes(registeredAt, 60))
  const slotIds = await plantSlots(data, tools)
  const stage = { tools, slotIds, productIds }
  const visits = data.visits.flatMap((visit, place) => happeningsOf(visit, place, stage))
  const closings = workDays(data.today).past.map(
    (day): Happening => ({ at: local(day, '18:30'), run: () => tools.settle() }),
  )
  const happenings = [...visits, ...closings].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  for (const { at, run } of happenings) {
    tools.clock.set(at)
    await run()
  }
  tools.clock.set(data.now)
}

const actOf = ({ id, displayName }: DemoMember): Act => ({
  actorId: id,
  actorName: displayName,
  action: 'demo.plant',
  door: 'system',
})

/** Plans, medicines and diagnosis codes: what every clinic has from the first day. */
function plantReference({ plans }: DemoData, { journal, member }: DemoTools): void {
  journal.transact(actOf(member('noor')), (unit) => {
    for (const plan of plans) savePlan(unit, plan)
    for (const medicine of medicines) saveMedicine(unit, medicine)
    for (const { code, description } of diagnosisCodes) saveDiagnosisCode(unit, code, description)
  })
}

async function plantDoctors({ today }: DemoData, { member }: DemoTools): Promise<void> {
  const administrator = member('noor').operations
  for (const { loginName, displayName: _name, licences, ...profile } of doctors)
    await administrator.scheduling.saveDoctor({
      ...profile,
      doctorId: member(loginName).id,
      licences: licences.map(({ years, ...licence }) => ({ ...licence, validUntil: addDays(today, years * 365 - 40) })),
    })
}

/** Offers the products, then takes each delivery in on its day. */
function plantShelf(
  { products, foundedOn }: DemoData,
  { journal, clock, ids, deviceId, member }: DemoTools,
  local: (day: CalendarDate, time: string) => Instant,
): Map<string, ProductId> {
  const pharmacist = member('linh')
  const act = actOf(pharmacist)
  const productIds = journal.transact(act, (unit) => {
    const offered = products.map(({ batches: _batches, ...offer }) => {
      return [offer.rxNormCode, addProduct(unit, ids, offer, 'USD')] as const
    })
    return new Map(offered)
  })
  const deliveries = products.flatMap(({ rxNormCode, batches }) => batches.map((batch) => ({ rxNormCode, ...batch })))
  for (const day of [...new Set(deliveries.map(({ receivedOn }) => receivedOn))].sort()) {
    const at = local(day > foundedOn ? day : foundedOn, '10:00')
    clock.set(at)
    journal.transact(act, (unit) => {
      for (const { rxNormCode, receivedOn, batchNumber, expiresOn, quantity } of deliveries) {
        const productId = productIds.get(rxNormCode)
        if (receivedOn !== day || productId === undefined) continue
        const making = { now: () => at, newId: () => ids.newId(), deviceId }
        addStock(unit, making, { productId, batchNumber, expiresOn, quantity }, pharmacist.displayName)
      }
    })
  }
  return productIds
}

/** Registers everybody, with what they are allergic to and how they are covered. */
function plantPeople({ patients, allergies, coverages, plans }: DemoData, { journal, ids, member }: DemoTools): void {
  const desk = member('grace')
  const plansById = new Map(plans.map((plan) => [plan.id, plan]))
  for (let start = 0; start < patients.length; start += patientsATime) {
    const some = patients.slice(start, start + patientsATime)
    const registered = new Map(some.map(({ id, registeredAt }) => [id, registeredAt]))
    journal.transact(actOf(desk), (unit) => {
      for (const patient of some) addPatient(unit, patient)
      for (const said of allergies) {
        const at = registered.get(said.patientId)
        if (at === undefined) continue
        addAllergy(unit, { now: () => at, newId: () => ids.newId() }, said, desk.displayName)
      }
      for (const { id, ...said } of coverages) {
        const plan = registered.has(said.patientId) ? plansById.get(said.planId) : undefined
        if (plan) addCoverage(unit, { newId: () => id }, said, plan)
      }
    })
  }
}

async function plantSlots({ rosters }: DemoData, { member }: DemoTools): Promise<Map<string, SlotId>> {
  const desk = member('mateo').operations
  const slotIds = new Map<string, SlotId>()
  for (const { doctor, ...roster } of rosters) {
    const offer = { ...roster, doctorId: member(doctor).id, minutesEach: slotMinutes }
    for (const { id, startsAt } of await desk.scheduling.offerSlots(offer)) slotIds.set(slotKey(doctor, startsAt), id)
  }
  return slotIds
}
