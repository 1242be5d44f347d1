import type { CalendarDate } from '../../core/kernel/instant.js'
import { Demographics } from '../../core/patients/model.js'
import { fullName } from '../../core/patients/rules.js'
import type { FhirDraft } from '../../core/ports/fhir.js'
import type { Found } from './collect.js'
import { readDate } from './dates.js'
import { codesOf, conceptText, type JsonObject, objectAt, objectsAt, textAt } from './json.js'
import { readAddress, readIdentifier, readName, readTelecom, titlesOf } from './person.js'
import { type Reading, skipped } from './reading.js'
import { joined, leftOut } from './remarks.js'

const taken = new Set([
  'identifier',
  'active',
  'name',
  'telecom',
  'gender',
  'birthDate',
  'address',
  'communication',
  'deceasedBoolean',
  'deceasedDateTime',
])
const words = {
  maritalStatus: 'the marital status',
  multipleBirthBoolean: 'being a twin or one of more',
  multipleBirthInteger: 'the order in a multiple birth',
  photo: 'photos',
  contact: 'contact persons',
  generalPractitioner: 'the general practitioner',
  managingOrganization: 'the organization that kept the record',
  link: 'links to other records',
  animal: 'that this is an animal',
  _birthDate: 'the time of birth',
}

/** A FHIR Patient in our words. */
export function readPatientResource(found: Found, today: CalendarDate): Reading {
  const { resource, reference } = found
  const remarks: string[] = []
  const name = readName(resource, today, remarks)
  if (!name) return skipped('A patient without a name', 'It has no name. A person is registered by at least one.')
  const title = fullName(name)
  if (resource.active === false) return skipped(title, 'The record says that it is no longer in use.')
  if (objectsAt(resource, 'link').some((link) => textAt(link, 'type') === 'replaced-by'))
    return skipped(title, 'Another record has replaced this one. Import that one.')
  if (resource.deceasedBoolean === true || textAt(resource, 'deceasedDateTime') !== undefined)
    remarks.push('The record says that this person has died; that was not taken in. Check before anything is booked.')
  const titles = titlesOf(resource)
  if (titles.length > 0) remarks.push(`Titles and suffixes were not taken in: ${joined(titles)}.`)
  const demographics = Demographics.safeParse({
    givenName: name.givenName,
    familyName: name.familyName,
    birthDate: readBirthDate(resource, today, remarks),
    sex: readSex(resource, remarks),
    ...readTelecom(resource, today, remarks),
    address: readAddress(resource, today, remarks),
    language: readLanguage(resource, remarks),
    externalId: readIdentifier(resource, today, remarks),
  })
  if (!demographics.success) return skipped(title, 'Its name cannot be kept.')
  remarks.push(...leftOut(resource, taken, words))
  const draft: FhirDraft = { type: 'patient', reference, demographics: demographics.data, title, remarks }
  return { fate: 'draft', draft }
}

function readBirthDate(resource: JsonObject, today: CalendarDate, remarks: string[]): CalendarDate | null {
  const said = textAt(resource, 'birthDate')
  const date = readDate(said)
  if (said === undefined) return null
  if (date && 'partial' in date)
    remarks.push(`The date of birth is known only as ${date.partial}; it was left empty. Ask the person.`)
  else if (!date) remarks.push(`The date of birth “${said}” is not a date; it was left empty.`)
  else if (date.day > today) remarks.push('The date of birth lies in the future; it was left empty.')
  else return date.day
  return null
}

function readSex(resource: JsonObject, remarks: string[]): Demographics['sex'] {
  const said = textAt(resource, 'gender')
  const sex = Demographics.shape.sex.safeParse(said?.toLowerCase())
  if (sex.success) return sex.data
  if (said !== undefined) remarks.push(`The sex “${said}” is not one that FHIR knows; it was set to unknown.`)
  return 'unknown'
}

/** The language that the person prefers, as BCP 47 writes it. */
function readLanguage(resource: JsonObject, remarks: string[]): string | null {
  const spoken = objectsAt(resource, 'communication')
  const ordered = [...spoken].sort((a, b) => Number(b.preferred === true) - Number(a.preferred === true))
  const tags = ordered.map((one) => {
    const concept = objectAt(one, 'language')
    return { tag: codesOf(concept).map(languageTag).find(Boolean), said: conceptText(concept) }
  })
  const chosen = tags.find(({ tag }) => tag !== undefined)
  const rest = tags.filter((one) => one !== chosen).flatMap(({ said }) => said ?? [])
  if (rest.length > 0) remarks.push(`Other languages were not taken in: ${joined(rest)}.`)
  return chosen?.tag ?? null
}

function languageTag(code: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(code.replace(/_/g, '-'))
    return Demographics.shape.language.safeParse(tag).data ?? undefined
  } catch {
    return undefined // Intl throws for what is not a language tag.
  }
}
