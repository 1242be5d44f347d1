import type { CalendarDate } from '../../core/kernel/instant.js'
import type { Found } from './collect.js'
import { conceptText, objectAt, objectsAt, textAt } from './json.js'
import { readName } from './person.js'
import { type Reading, skipped } from './reading.js'
import { fitted, leftOut } from './remarks.js'

const taken = new Set(['active', 'name', 'qualification'])
const words = {
  telecom: 'phone and e-mail',
  address: 'addresses',
  gender: 'the sex',
  birthDate: 'the date of birth',
  photo: 'photos',
  communication: 'languages',
}

/** A FHIR Practitioner in our words. */
export function readPractitioner(found: Found, today: CalendarDate): Reading {
  const { resource, reference } = found
  const remarks: string[] = []
  const name = readName(resource, today, remarks)
  if (!name) return skipped('A practitioner without a name', 'It has no name.')
  const displayName = fitted(name.displayName, 120, 'The name', remarks)
  if (resource.active === false) return skipped(displayName, 'The record says that it is no longer in use.')
  const qualifications = objectsAt(resource, 'qualification').flatMap((qualification) => {
    const what = conceptText(objectAt(qualification, 'code'))
    const issuer = objectAt(qualification, 'issuer')
    const from = issuer && textAt(issuer, 'display')
    return what === undefined ? [] : [from === undefined ? what : `${what}, ${from}`]
  })
  remarks.push(...leftOut(resource, taken, words))
  const draft = { type: 'practitioner', reference, displayName, title: displayName, qualifications, remarks } as const
  return { fate: 'draft', draft }
}
