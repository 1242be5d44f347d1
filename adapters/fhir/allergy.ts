import { Criticality } from '../../core/patients/model.js'
import type { FhirDraft } from '../../core/ports/fhir.js'
import type { Found } from './collect.js'
import { codesOf, conceptText, type JsonObject, objectAt, objectsAt, textAt } from './json.js'
import { type Reading, skipped } from './reading.js'
import type { Resolve } from './references.js'
import { fitted, leftOut } from './remarks.js'
import { readWhose } from './whose.js'

const taken = new Set(['clinicalStatus', 'verificationStatus', 'criticality', 'code', 'patient', 'reaction'])
const words = {
  type: 'whether it is an allergy or an intolerance',
  category: 'the category',
  encounter: 'the visit',
  onsetDateTime: 'when it began',
  onsetAge: 'when it began',
  onsetPeriod: 'when it began',
  onsetRange: 'when it began',
  onsetString: 'when it began',
  recordedDate: 'when it was recorded',
  recorder: 'who recorded it',
  asserter: 'who said it',
  lastOccurrence: 'when it last happened',
}
const voided: Readonly<Record<string, string>> = {
  inactive: 'The record says that this allergy is no longer active.',
  resolved: 'The record says that this allergy is resolved.',
  refuted: 'The record says that this allergy was ruled out.',
  'entered-in-error': 'The record says that it was entered in error.',
}
/** SNOMED CT's statements that there is none: they are not allergies. */
const noneKnown = new Set(['716186003', '409137002', '428607008', '429625007', '716184000', '1003774007'])

/** A FHIR AllergyIntolerance in our words. */
export function readAllergyResource(found: Found, resolve: Resolve): Reading {
  const { resource, reference } = found
  const remarks: string[] = []
  const code = objectAt(resource, 'code')
  const reactions = objectsAt(resource, 'reaction')
  const said = conceptText(code) ?? reactions.map((one) => conceptText(objectAt(one, 'substance'))).find(Boolean)
  if (said === undefined) return skipped('An allergy without a substance', 'It does not say to what.')
  const title = fitted(said, 120, 'The substance', remarks)
  if (codesOf(code).some((one) => noneKnown.has(one)) || /^no (known )?.*allerg/i.test(said))
    return skipped(title, 'It says that no allergy is known. That is not kept as an allergy.')
  const states = [objectAt(resource, 'clinicalStatus'), objectAt(resource, 'verificationStatus')].flatMap(codesOf)
  const reason = states.map((state) => voided[state]).find(Boolean)
  if (reason !== undefined) return skipped(title, reason)
  if (states.includes('unconfirmed')) remarks.push('The record calls this allergy unconfirmed. Ask the person.')
  const whose = readWhose(found, 'patient', resolve, remarks)
  if (whose === undefined) return skipped(title, 'It does not say whose allergy this is.')
  const draft: FhirDraft = {
    type: 'allergy',
    reference,
    patientReference: whose,
    substance: title,
    criticality: Criticality.catch('unable-to-assess').parse(textAt(resource, 'criticality')),
    reaction: readReaction(reactions, remarks),
    title,
    remarks,
  }
  remarks.push(...leftOut(resource, taken, words))
  return { fate: 'draft', draft }
}

/** What happened: the manifestations, in the order of the record. */
function readReaction(reactions: readonly JsonObject[], remarks: string[]): string | null {
  const manifestations = reactions.flatMap((one) =>
    objectsAt(one, 'manifestation').flatMap((concept) => conceptText(concept) ?? []),
  )
  const details = ['description', 'onset', 'severity', 'exposureRoute', 'note', 'substance']
  if (reactions.some((one) => details.some((key) => one[key] !== undefined)))
    remarks.push('Of the reactions only what was seen was taken in, not when, how severe or by which route.')
  const text = [...new Set(manifestations)].join(', ')
  return text === '' ? null : fitted(text, 200, 'The reaction', remarks)
}
