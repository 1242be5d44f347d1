import type { FhirDraft } from '../../core/ports/fhir.js'
import type { Found } from './collect.js'
import { firstDay, lastDay, readDate } from './dates.js'
import { codesOf, conceptText, type JsonObject, objectAt, objectsAt, textAt } from './json.js'
import { type Reading, skipped } from './reading.js'
import type { Resolve } from './references.js'
import { fitted, leftOut } from './remarks.js'
import { readWhose } from './whose.js'

type Relationship = Extract<FhirDraft, { type: 'coverage' }>['relationship']

const taken = new Set([
  'identifier',
  'status',
  'type',
  'subscriber',
  'subscriberId',
  'beneficiary',
  'relationship',
  'period',
  'payor',
  'class',
])
const words = {
  policyHolder: 'the owner of the policy',
  dependent: 'the number of the dependent',
  order: 'the order among coverages',
  network: 'the network',
  costToBeneficiary: 'copays (the plan’s own count)',
  subrogation: 'subrogation',
  contract: 'contracts',
}
const voided: Readonly<Record<string, string>> = {
  cancelled: 'The coverage was cancelled.',
  draft: 'The coverage is only a draft.',
  'entered-in-error': 'The record says that it was entered in error.',
}

/** A FHIR Coverage in our words. */
export function readCoverageResource(found: Found, resolve: Resolve): Reading {
  const { resource, reference } = found
  const remarks: string[] = []
  const planHints = readPlanHints(resource)
  const payerName = readPayer(found, resolve)
  const title = planHints.at(1) ?? planHints.at(0) ?? payerName ?? 'A coverage'
  const reason = voided[textAt(resource, 'status') ?? 'active']
  if (reason !== undefined) return skipped(title, reason)
  const whose = readWhose(found, 'beneficiary', resolve, remarks)
  if (whose === undefined) return skipped(title, 'It does not say whom it covers.')
  const draft: FhirDraft = {
    type: 'coverage',
    reference,
    patientReference: whose,
    planHints,
    payerName,
    memberNumber: readMemberNumber(resource, remarks),
    ...readPeriod(resource, remarks),
    relationship: readRelationship(found, whose, resolve, remarks),
    title,
    remarks,
  }
  remarks.push(...leftOut(resource, taken, words))
  return { fate: 'draft', draft }
}

/** Everything that may name the plan, what says `plan` first. */
function readPlanHints(resource: JsonObject): string[] {
  const classes = objectsAt(resource, 'class').map((one) => ({
    isPlan: codesOf(objectAt(one, 'type')).includes('plan'),
    hints: [textAt(one, 'value'), textAt(one, 'name')],
  }))
  const ordered = [...classes.filter(({ isPlan }) => isPlan), ...classes.filter(({ isPlan }) => !isPlan)]
  const hints = [...ordered.flatMap(({ hints }) => hints), conceptText(objectAt(resource, 'type'))]
  return [...new Set(hints.filter((hint) => hint !== undefined))]
}

function readPayer(found: Found, resolve: Resolve): string | null {
  for (const payor of objectsAt(found.resource, 'payor')) {
    const resolved = resolve(found, payor)
    const name =
      textAt(payor, 'display') ?? (resolved && 'found' in resolved && textAt(resolved.found.resource, 'name'))
    if (name) return name
  }
  return null
}

function readMemberNumber(resource: JsonObject, remarks: string[]): string | null {
  const identifiers = objectsAt(resource, 'identifier').flatMap((identifier) => textAt(identifier, 'value') ?? [])
  const number = textAt(resource, 'subscriberId') ?? identifiers[0]
  const rest = identifiers.filter((identifier) => identifier !== number)
  if (rest.length > 0) remarks.push(`Other numbers were not taken in: ${rest.join(', ')}.`)
  return number === undefined ? null : fitted(number, 40, 'The member number', remarks)
}

function readPeriod(resource: JsonObject, remarks: string[]): { validFrom: string | null; validUntil: string | null } {
  const period = objectAt(resource, 'period')
  const start = period && textAt(period, 'start')
  const end = period && textAt(period, 'end')
  for (const said of [start, end]) {
    const date = readDate(said)
    if (date && 'partial' in date) remarks.push(`The date ${date.partial} names no day; all of it is counted in.`)
    else if (said !== undefined && !date) remarks.push(`“${said}” is not a date; it was left empty.`)
  }
  return { validFrom: firstDay(start), validUntil: lastDay(end) }
}

/** How the covered person is related to the subscriber (http://hl7.org/fhir/R4/valueset-subscriber-relationship.html). */
function readRelationship(found: Found, whose: string, resolve: Resolve, remarks: string[]): Relationship {
  const known: Readonly<Record<string, Relationship>> = {
    self: 'self',
    spouse: 'spouse',
    common: 'spouse',
    child: 'child',
    parent: 'parent',
    other: 'other',
    injured: 'other',
  }
  const concept = objectAt(found.resource, 'relationship')
  const relationship = codesOf(concept).map((code) => known[code.toLowerCase()])[0]
  if (relationship) return relationship
  const said = conceptText(concept)
  if (said !== undefined) remarks.push(`The relationship “${said}” is not known; it was set to other.`)
  const subscriber = resolve(found, objectAt(found.resource, 'subscriber'))
  const isSomebodyElse = subscriber && 'found' in subscriber && subscriber.found.reference !== whose
  return said !== undefined || isSomebodyElse ? 'other' : 'self'
}
