import { readAllStaff } from '../identity/reads.js'
import { AddCoverage, type Plan } from '../insurance/model.js'
import { readCoverages, readPlans } from '../insurance/reads.js'
import type { PatientId } from '../kernel/ids.js'
import type { CalendarDate } from '../kernel/instant.js'
import { foldPhone, foldText } from '../kernel/text.js'
import { findLikelySame } from '../patients/intake.js'
import type { Demographics, RecordAllergy } from '../patients/model.js'
import { readAllergies } from '../patients/reads.js'
import type { Reader } from '../ports/database.js'
import type { FhirDraft, FhirEntry } from '../ports/fhir.js'
import type { ImportItem } from './model.js'
import { isSamePerson, matchPlan, matchStaff } from './rules.js'

/** Whose something is: somebody registered, or somebody whom this import registers under this key. */
export type Whose = { patientId: PatientId } | { newKey: string }

/** What is to be done for one entry. */
export type Deed =
  | { act: 'none' }
  | { act: 'register'; newKey: string; demographics: Demographics }
  | { act: 'know'; whose: Whose }
  | { act: 'add-coverage'; whose: Whose; said: Omit<AddCoverage, 'patientId'>; plan: Plan }
  | { act: 'add-allergy'; whose: Whose; said: Omit<RecordAllergy, 'patientId'> }

export interface Step {
  item: ImportItem
  deed: Deed
}

type Draft<T extends FhirDraft['type']> = Extract<FhirDraft, { type: T }>
type Made = { fate: ImportItem['fate']; remarks: string[]; deed: Deed }

/** What an import of these entries does; nothing is written. A preview shows it, an import carries it out. */
export function planImport(db: Reader, entries: readonly FhirEntry[], today: CalendarDate): Step[] {
  const people = new People(db)
  const plans = readPlans(db)
  const staff = readAllStaff(db)
  const taken = new Set<string>()

  function made(draft: FhirDraft): Made {
    switch (draft.type) {
      case 'patient':
        return people.planned(draft)
      case 'practitioner':
        return planPractitioner(draft, matchStaff(draft.displayName, staff)?.displayName)
      case 'coverage':
        return planCoverage(db, draft, people, plans, today, taken)
      case 'allergy':
        return planAllergy(db, draft, people, taken)
    }
  }

  // People first, wherever they stand in the files: what belongs to them needs to know whom it joins.
  for (const entry of entries) if (entry.fate === 'draft' && entry.draft.type === 'patient') people.meet(entry.draft)
  return entries.map((entry): Step => {
    const { file, resourceType, resourceId } = entry
    const head = { file, resourceType, resourceId }
    if (entry.fate !== 'draft') {
      const { fate, title, remarks } = entry
      return { item: { ...head, fate, title, remarks }, deed: { act: 'none' } }
    }
    const { fate, remarks, deed } = made(entry.draft)
    return { item: { ...head, fate, title: entry.draft.title, remarks: [...remarks, ...entry.draft.remarks] }, deed }
  })
}

/** The people of an import: whom each reference means. */
class People {
  readonly #db: Reader
  readonly #made = new Map<string, Made>()
  readonly #whose = new Map<string, Whose>()
  /** New people by what could make two of them one. */
  readonly #fresh = new Map<string, { newKey: string; demographics: Demographics }[]>()

  constructor(db: Reader) {
    this.#db = db
  }

  meet(draft: Draft<'patient'>): void {
    const { reference, demographics } = draft
    const alike = findLikelySame(this.#db, demographics)
    const known = alike.find((patient) => isSamePerson(patient, demographics))
    const twice = known ? undefined : this.#freshKeys(demographics).flatMap((key) => this.#fresh.get(key) ?? [])
    const same = twice?.find((other) => isSamePerson(other.demographics, demographics))
    const whose: Whose = known ? { patientId: known.id } : { newKey: same?.newKey ?? reference }
    this.#whose.set(reference, whose)
    if (known)
      this.#made.set(reference, {
        ...knowing(whose),
        remarks: [`Registered here as ${known.code}; nothing was changed.`],
      })
    else if (same)
      this.#made.set(reference, { ...knowing(whose), remarks: ['The same person stands in these files twice.'] })
    else {
      const doubts = alike.slice(0, 3).map(({ code }) => `Looks like ${code}. Check whether they are one person.`)
      const newcomer = { newKey: reference, demographics }
      this.#made.set(reference, { fate: 'create', remarks: doubts, deed: { act: 'register', ...newcomer } })
      for (const key of this.#freshKeys(demographics)) this.#fresh.set(key, [...(this.#fresh.get(key) ?? []), newcomer])
    }
  }

  planned({ reference }: Draft<'patient'>): Made {
    return this.#made.get(reference) ?? { fate: 'skip', remarks: [], deed: { act: 'none' } }
  }

  /** Whom a draft belongs to; undefined where the person was not among the files or not taken in. */
  whose(reference: string): Whose | undefined {
    return this.#whose.get(reference)
  }

  /** Two records of one person share at least one of these; see `isSamePerson` and `duplicateScore`. */
  #freshKeys({ externalId, birthDate, familyName, phone }: Demographics): string[] {
    const keys = externalId === null ? [] : [`number ${externalId}`]
    if (birthDate !== null) keys.push(`born ${birthDate} ${foldText(familyName)}`)
    if (birthDate !== null && phone !== null) keys.push(`born ${birthDate} ${foldPhone(phone)}`)
    return keys
  }
}

const knowing = (whose: Whose) => ({ fate: 'known', deed: { act: 'know', whose } }) as const
const leaving = (...remarks: string[]): Made => ({ fate: 'skip', remarks, deed: { act: 'none' } })
const nobody = (words: string) =>
  leaving(`The person whom it belongs to (${words.replace(/^\d+:/, '')}) is not taken in here. Import both together.`)

function planPractitioner({ qualifications }: Draft<'practitioner'>, colleague: string | undefined): Made {
  const learned = qualifications.length === 0 ? [] : [`Qualifications named: ${qualifications.join('; ')}.`]
  if (colleague !== undefined)
    return {
      fate: 'known',
      remarks: [`Works here as ${colleague}; nothing was changed.`, ...learned],
      deed: { act: 'none' },
    }
  return leaving(
    'Nobody who can sign in is added from a file. An administrator adds members of staff in Settings.',
    ...learned,
  )
}

function planCoverage(
  db: Reader,
  draft: Draft<'coverage'>,
  people: People,
  plans: readonly Plan[],
  today: CalendarDate,
  taken: Set<string>,
): Made {
  const whose = people.whose(draft.patientReference)
  if (!whose) return nobody(draft.patientReference)
  const plan = matchPlan(draft.planHints, plans)
  if (!plan) {
    const named = [draft.planHints.slice(0, 2).join(', '), draft.payerName].filter(Boolean).join(' of ')
    return leaving(
      `No plan here is called ${named || 'as this coverage says'}. Set that plan up, then import this again.`,
    )
  }
  const said = AddCoverage.omit({ patientId: true }).safeParse({
    planId: plan.id,
    memberNumber: draft.memberNumber,
    relationship: draft.relationship,
    validFrom: draft.validFrom ?? today,
    validUntil: draft.validUntil,
  })
  if (!said.success) return leaving('It has no member number. Add the coverage when the person brings their card.')
  const { memberNumber, validFrom, validUntil } = said.data
  if (validUntil !== null && validUntil < validFrom) return leaving('It ends before it begins.')
  const key = `${keyOf(whose)} ${plan.id} ${foldText(memberNumber)}`
  const isHeld =
    'patientId' in whose &&
    readCoverages(db, whose.patientId).some(
      (held) => held.planId === plan.id && foldText(held.memberNumber) === foldText(memberNumber),
    )
  if (isHeld || taken.has(key)) return { ...knowing(whose), remarks: ['The person has this membership here already.'] }
  taken.add(key)
  const remarks = [`Taken in under the plan ${plan.name}.`]
  if (draft.validFrom === null) remarks.push(`No beginning was given; it counts from ${today}.`)
  if (validUntil !== null && validUntil < today) remarks.push(`It ended on ${validUntil} and is kept for the record.`)
  return { fate: 'create', remarks, deed: { act: 'add-coverage', whose, said: said.data, plan } }
}

function planAllergy(db: Reader, draft: Draft<'allergy'>, people: People, taken: Set<string>): Made {
  const whose = people.whose(draft.patientReference)
  if (!whose) return nobody(draft.patientReference)
  const { substance, criticality, reaction } = draft
  const key = `${keyOf(whose)} ${foldText(substance)}`
  const isListed =
    'patientId' in whose &&
    readAllergies(db, whose.patientId).some((listed) => foldText(listed.substance) === foldText(substance))
  if (isListed || taken.has(key))
    return { ...knowing(whose), remarks: ['This allergy is on the person’s list already.'] }
  taken.add(key)
  return {
    fate: 'create',
    remarks: [],
    deed: { act: 'add-allergy', whose, said: { substance, criticality, reaction } },
  }
}

const keyOf = (whose: Whose): string => ('patientId' in whose ? whose.patientId : whose.newKey)
