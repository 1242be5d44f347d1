import type { CalendarDate, Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import { foldText } from '../kernel/text.js'
import type { Allergy } from '../patients/model.js'
import type { Consultation, Licence, VisitMode } from '../scheduling/model.js'
import { isLicenceFor, nameOfPlace } from '../scheduling/rules.js'
import type { Jurisdiction } from '../tenancy/model.js'
import { instructionsFor } from './instructions.js'
import type { IssuePrescription, Medicine, Prescription, PrescriptionContent, SafetyWarning } from './model.js'
import { dayWords, expiryOf } from './rules.js'

/** Warnings before signing, dangers first. */
export function findWarnings(
  medicine: Medicine,
  allergies: readonly Pick<Allergy, 'substance' | 'allergen' | 'criticality' | 'reaction'>[],
  active: readonly Pick<Prescription, 'code' | 'medicine'>[],
): SafetyWarning[] {
  const allergens = new Set([...medicine.allergens, ...medicine.ingredients].map(foldText))
  const ingredients = new Set(medicine.ingredients.map(foldText))
  const met = allergies.filter(({ allergen, substance }) =>
    [allergen, substance].some((word) => allergens.has(foldText(word))),
  )
  const warnings = met.map((allergy): SafetyWarning => {
    const reaction = allergy.reaction === null ? '' : ` Reaction on record: ${allergy.reaction}.`
    return {
      kind: 'allergy',
      severity: allergy.criticality === 'high' ? 'danger' : 'caution',
      statement: `Allergic to ${allergy.substance}, which ${medicine.name} contains or is akin to.${reaction}`,
      substance: allergy.substance,
    }
  })
  const repeated = active.flatMap(({ code, medicine: other }): SafetyWarning[] => {
    const shared = other.ingredients.find((ingredient) => ingredients.has(foldText(ingredient)))
    if (shared === undefined) return []
    const statement = `Already prescribed ${shared}: ${other.name}, ${code}, is still active.`
    return [{ kind: 'duplicate', severity: 'caution', statement, prescriptionCode: code }]
  })
  const rank = (warning: SafetyWarning) => (warning.severity === 'danger' ? 0 : 1)
  return [...warnings.sort((a, b) => rank(a) - rank(b)), ...repeated]
}

export interface PrescribingQuestion {
  doctorName: string
  licences: readonly Licence[]
  mode: VisitMode
  /** Where the patient is: by video at home, in person at the clinic. */
  place: Jurisdiction
  today: CalendarDate
}

/** Whether the doctor may prescribe where the patient is: the law of that place decides, by video its rules for video too. */
export function mayPrescribe(question: PrescribingQuestion): Outcome<null, { code: 'NOT_LICENSED'; reason: string }> {
  const { doctorName, mode, place, today } = question
  const where = nameOfPlace(place)
  const isVideo = mode === 'video'
  const no = (reason: string) => refuse({ code: 'NOT_LICENSED', reason } as const)
  const here = question.licences.filter((licence) => isLicenceFor(licence, place))
  const current = here.filter(({ validUntil }) => validUntil >= today)
  const ended = here
    .map(({ validUntil }) => validUntil)
    .sort()
    .at(-1)
  if (ended === undefined)
    return no(
      isVideo
        ? `${doctorName} is not licensed to prescribe to a patient in ${where} by video. An in-person visit, or a colleague who is licensed there, can.`
        : `${doctorName} is not licensed to prescribe in ${where}. A colleague who is licensed here can.`,
    )
  if (current.length === 0)
    return no(
      `${doctorName}’s license for ${where} ended on ${dayWords(ended)}. A colleague can prescribe until an administrator enters the new one.`,
    )
  const prescribing = current.filter(({ allowsPrescribing }) => allowsPrescribing)
  if (prescribing.length === 0)
    return no(`${doctorName}’s license for ${where} does not include prescribing. A colleague whose license does can.`)
  if (isVideo && !prescribing.some(({ allowsTelemedicine }) => allowsTelemedicine))
    return no(
      `${doctorName}’s license for ${where} does not include treating by video. An in-person visit, or a colleague whose license does, can.`,
    )
  return accept(null)
}

/** What a prescription is decided on besides the request. */
export interface PrescribingFacts {
  visit: Consultation
  /** The person who is signed in. */
  doctor: { id: string; displayName: string; licences: readonly Licence[] }
  medicine: Medicine
  warnings: SafetyWarning[]
  place: Jurisdiction
  today: CalendarDate
}

export type PrescribingRefusal =
  | { code: 'NOT_IN_CONSULTATION' | 'NOT_THE_DOCTOR' }
  | { code: 'NOT_LICENSED'; reason: string }
  | { code: 'WARNINGS_UNANSWERED'; warnings: SafetyWarning[] }

/** Whether this may be prescribed: by the doctor of a visit that has begun, lawfully, and with an answer to each warning. */
export function decidePrescribing(
  overrideReason: string | null,
  facts: PrescribingFacts,
): Outcome<null, PrescribingRefusal> {
  const { visit, doctor, warnings, place, today } = facts
  if (visit.doctorId !== doctor.id) return refuse({ code: 'NOT_THE_DOCTOR' })
  if (visit.state !== 'in-progress' && visit.state !== 'completed') return refuse({ code: 'NOT_IN_CONSULTATION' })
  const licence = mayPrescribe({
    doctorName: doctor.displayName,
    licences: doctor.licences,
    mode: visit.mode,
    place,
    today,
  })
  if (!licence.ok) return licence
  if (warnings.length > 0 && overrideReason === null) return refuse({ code: 'WARNINGS_UNANSWERED', warnings })
  return accept(null)
}

/** What the doctor signs. A reason to override is kept only where there was something to override. */
export function contentOf(
  request: IssuePrescription,
  facts: Pick<PrescribingFacts, 'visit' | 'doctor' | 'medicine' | 'warnings'>,
  made: Pick<PrescriptionContent, 'id' | 'code'> & { now: Instant; timeZone: string },
): PrescriptionContent {
  const { visit, medicine, warnings } = facts
  const { rxNormCode: _, overrideReason, ...order } = request
  return {
    ...order,
    id: made.id,
    code: made.code,
    patientId: visit.patientId,
    doctorId: visit.doctorId,
    doctorName: facts.doctor.displayName,
    medicine,
    instructions: instructionsFor(request),
    warnings,
    overrideReason: warnings.length > 0 ? overrideReason : null,
    issuedAt: made.now,
    expiresAt: expiryOf(made.now, medicine.isControlled, made.timeZone),
  }
}
