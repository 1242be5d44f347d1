import type { Context, Workstation } from '../dispatch.js'
import { readCoverages } from '../insurance/reads.js'
import type { PrescriptionId, ProductId } from '../kernel/ids.js'
import { type CalendarDate, dayOf } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Hex32 } from '../ports/chain.js'
import type { Reader } from '../ports/database.js'
import type { Prescription } from '../prescriptions/model.js'
import { askChain, readEvidence, readPrescription } from '../prescriptions/reads.js'
import { decideFill, type Evidence, type FillRefusal } from '../prescriptions/rules.js'
import { readConsultation } from '../scheduling/reads.js'
import type { Clinic } from '../tenancy/model.js'
import type { Order, PlaceOrder, Product } from './model.js'
import { type LineRefusal, matchLines } from './rules.js'
import { readProducts } from './shelf.js'
import * as store from './store.js'

/** A fill, checked with the chain and signed before the transaction. */
export interface PreparedFill {
  evidence: Evidence
  call: store.FillCall
}
export type PreparedFills = ReadonlyMap<PrescriptionId, PreparedFill>

/** Who checks an order, where and when. */
export interface Checking {
  clinic: Clinic
  deviceId: string
  now(): string
}

/** An order that may be taken from a shelf, as far as everything but the shelf goes. */
export interface CheckedOrder {
  today: CalendarDate
  products: Map<ProductId, Product>
  prescriptions: Map<PrescriptionId, Prescription>
  prescriptionCheck: Order['prescriptionCheck']
}

export type CheckRefusal =
  | LineRefusal
  | { code: 'PATIENT_UNKNOWN' | 'CONSULTATION_UNKNOWN' | 'COVERAGE_UNKNOWN' }
  | { code: 'PRESCRIPTION_FILLED'; prescriptionId: PrescriptionId }
  | Exclude<FillRefusal, { code: 'PRESCRIPTION_FILLED' }>

/** The prescriptions that lines name, each once. */
export const prescriptionsOf = (lines: PlaceOrder['lines']): Set<PrescriptionId> =>
  new Set(lines.flatMap(({ prescriptionId }) => prescriptionId ?? []))

/** Asks the chain about each prescription of an order, and signs its fill. Prescriptions that are not known are left out. */
export async function prepareFills(context: Context, input: PlaceOrder): Promise<PreparedFills> {
  const found = context.read((unit) => readEvidences(unit, prescriptionsOf(input.lines), context, context.now()))
  const signFill = ({ verificationHash }: Prescription): store.FillCall => {
    const prescription = verificationHash as Hex32
    const call = { fn: 'fillPrescription', prescription, pharmacy: context.keys.clinicAddress } as const
    return { ...call, signed: context.signCall(call) }
  }
  return prepareWith(found, context, ({ prescription }) => signFill(prescription))
}

/** A prescription with what the records of this workstation say of it. */
export interface FoundPrescription {
  prescription: Prescription
  evidence: Omit<Evidence, 'chain'>
}

type Asking = Pick<Workstation, 'keys' | 'chain'>

/** What is known here of prescriptions; those that are not known are left out. */
export const readEvidences = (
  db: Reader,
  ids: Iterable<PrescriptionId>,
  tools: Asking,
  now: string,
): FoundPrescription[] =>
  [...ids].flatMap((id) => {
    const prescription = readPrescription(db, id, now)
    return prescription ? [{ prescription, evidence: readEvidence(db, prescription, tools) }] : []
  })

/** Asks the chain about prescriptions. @param callOf the signed fill of each */
export async function prepareWith<T extends FoundPrescription>(
  found: readonly T[],
  { chain }: Pick<Asking, 'chain'>,
  callOf: (found: T) => store.FillCall,
): Promise<PreparedFills> {
  const fills = found.map(async (one) => {
    const answer = await askChain(chain, one.prescription.verificationHash)
    return [one.prescription.id, { evidence: { ...one.evidence, chain: answer }, call: callOf(one) }] as const
  })
  return new Map(await Promise.all(fills))
}

/** Whether an order may be placed as far as it can be said without looking at the shelf, in the open transaction. */
export function checkOrder(
  db: Reader,
  { clinic, deviceId, now }: Checking,
  input: PlaceOrder,
  fills: PreparedFills,
): Outcome<CheckedOrder, CheckRefusal> {
  const { patientId, consultationId, coverageId, lines } = input
  if (!store.isPatientKnown(db, patientId)) return refuse({ code: 'PATIENT_UNKNOWN' })
  if (consultationId !== null && readConsultation(db, consultationId)?.patientId !== patientId)
    return refuse({ code: 'CONSULTATION_UNKNOWN' })
  if (coverageId !== null && !readCoverages(db, patientId).some(({ id }) => id === coverageId))
    return refuse({ code: 'COVERAGE_UNKNOWN' })
  const at = now()
  const today = dayOf(at, clinic.timeZone)
  const ids = lines.map(({ productId }) => productId)
  const products = readProducts(db, ids, { today, deviceId })
  const prescriptions = readPrescriptions(db, fills, at)
  const matched = matchLines(lines, { patientId, products, prescriptions })
  if (!matched.ok) return matched
  const checked = checkFills(prescriptions, fills, clinic.timeZone)
  if (!checked.ok) return checked
  return accept({ today, products, prescriptions, prescriptionCheck: checked.value })
}

/** The prescriptions as they stand now, in the transaction. */
function readPrescriptions(db: Reader, fills: PreparedFills, now: string): Map<PrescriptionId, Prescription> {
  const found = [...fills.keys()].flatMap((id) => readPrescription(db, id, now) ?? [])
  return new Map(found.map((prescription) => [prescription.id, prescription]))
}

/** Whether each prescription may be filled, and how well that is known for all of them. */
function checkFills(
  prescriptions: ReadonlyMap<PrescriptionId, Prescription>,
  fills: PreparedFills,
  timeZone: string,
): Outcome<Order['prescriptionCheck'], CheckRefusal> {
  let check: Order['prescriptionCheck'] = prescriptions.size === 0 ? 'not-needed' : 'chain'
  for (const [prescriptionId, prescription] of prescriptions) {
    const fill = fills.get(prescriptionId)
    if (!fill) return refuse({ code: 'PRESCRIPTION_UNKNOWN' })
    const decision = decideFill(prescription, fill.evidence, timeZone)
    if (!decision.ok)
      return refuse(
        decision.refusal.code === 'PRESCRIPTION_FILLED'
          ? { code: 'PRESCRIPTION_FILLED', prescriptionId }
          : decision.refusal,
      )
    if (decision.value === 'signature') check = 'signature'
  }
  return accept(check)
}
