import type { CalendarDate } from '../../core/kernel/instant.js'
import { type Address, Demographics } from '../../core/patients/model.js'
import { readJurisdiction } from './countries.js'
import { isPast } from './dates.js'
import { codesOf, type JsonObject, objectAt, objectsAt, textAt, textsAt } from './json.js'
import { fitted, joined } from './remarks.js'

/** Of several, the one that people would use: by its `use`, what has ended last. The order of the file decides a tie. */
function inOrder(
  elements: readonly JsonObject[],
  uses: readonly string[],
  today: CalendarDate,
  weight: (element: JsonObject) => number = () => 0,
): JsonObject[] {
  const rank = (element: JsonObject) => {
    const use = uses.indexOf(textAt(element, 'use') ?? '')
    return (isPast(element, today) ? 1_000 : 0) + weight(element) * 20 + (use < 0 ? uses.indexOf('') : use)
  }
  return [...elements].sort((a, b) => rank(a) - rank(b))
}

export interface PersonName {
  givenName: string | null
  familyName: string
  /** Titles and what follows the name, for people who are addressed with them. */
  displayName: string
}

/** The name that a HumanName list gives, official before usual; undefined where it gives none. */
export function readName(resource: JsonObject, today: CalendarDate, remarks: string[]): PersonName | undefined {
  const hasFamily = (name: JsonObject) => textAt(name, 'family') !== undefined
  const uses = ['official', 'usual', '', 'temp', 'nickname', 'anonymous', 'maiden', 'old']
  const names = inOrder(objectsAt(resource, 'name').filter(nameText), uses, today, (name) => (hasFamily(name) ? 0 : 1))
  const [chosen, ...others] = names
  if (!chosen) return undefined
  if (others.length > 0) remarks.push(`Other names were not taken in: ${joined(others.map(nameWithUse))}.`)
  const given = textsAt(chosen, 'given').join(' ')
  const family = textAt(chosen, 'family')
  const displayName = textAt(chosen, 'text') ?? nameText(chosen) ?? ''
  if (family !== undefined)
    return {
      givenName: given === '' ? null : fitted(given, 80, 'The given name', remarks),
      familyName: fitted(family, 80, 'The family name', remarks),
      displayName,
    }
  remarks.push('The name does not say which part is the family name; all of it was taken as one name.')
  return { givenName: null, familyName: fitted(given || displayName, 80, 'The name', remarks), displayName }
}

function nameText(name: JsonObject): string | undefined {
  const parts = ['prefix', 'given', 'family', 'suffix'].flatMap((part) => textsAt(name, part))
  return parts.length > 0 ? parts.join(' ') : textAt(name, 'text')
}

function nameWithUse(name: JsonObject): string {
  const use = textAt(name, 'use')
  return use === undefined ? (nameText(name) ?? '') : `${nameText(name)} (${use})`
}

/** What stands before and after a name and is no part of it in our records. */
export function titlesOf(resource: JsonObject): string[] {
  return objectsAt(resource, 'name').flatMap((name) => [...textsAt(name, 'prefix'), ...textsAt(name, 'suffix')])
}

const phone = Demographics.shape.phone.unwrap()
const email = Demographics.shape.email.unwrap()

/** The phone and the e-mail to reach the person by now. */
export function readTelecom(
  resource: JsonObject,
  today: CalendarDate,
  remarks: string[],
): { phone: string | null; email: string | null } {
  const points = objectsAt(resource, 'telecom').filter((point) => textAt(point, 'value') !== undefined)
  const byPreference = (point: JsonObject) => (textAt(point, 'use') === 'old' ? 40 : preferenceOf(point))
  const current = inOrder(points, ['mobile', 'home', 'work', '', 'temp', 'old'], today, byPreference)
  const phones = current.filter((point) => ['phone', 'sms'].includes(textAt(point, 'system') ?? 'phone'))
  const emails = current.filter((point) => textAt(point, 'system') === 'email')
  const chosenPhone = phones.find((point) => phone.safeParse(phoneText(point)).success)
  const chosenEmail = emails.find((point) => email.safeParse(textAt(point, 'value')).success)
  const rest = points.filter((point) => point !== chosenPhone && point !== chosenEmail)
  if (rest.length > 0) remarks.push(`Other ways to reach the person were not taken in: ${joined(rest.map(pointText))}.`)
  return {
    phone: chosenPhone ? phone.parse(phoneText(chosenPhone)) : null,
    email: chosenEmail ? email.parse(textAt(chosenEmail, 'value')) : null,
  }
}

/** 1 is what the person likes best; without a rank, after all that have one. */
function preferenceOf(point: JsonObject): number {
  const rank = Number(textAt(point, 'rank'))
  return Number.isInteger(rank) && rank > 0 ? Math.min(rank, 30) : 31
}

/** Without `tel:` and without the extension, which our numbers have no place for. */
const phoneText = (point: JsonObject): string =>
  (textAt(point, 'value') ?? '')
    .replace(/^(tel|sms):/i, '')
    .replace(/\s*(ext\.?|x|extension)\s*\d+$/i, '')
    .replace(/[\u2010-\u2015]/g, '-')
    .trim()

function pointText(point: JsonObject): string {
  const use = textAt(point, 'use')
  return `${textAt(point, 'value')}${use === undefined ? '' : ` (${use})`}`
}

/** The place where the person lives. */
export function readAddress(resource: JsonObject, today: CalendarDate, remarks: string[]): Address | null {
  const addresses = objectsAt(resource, 'address')
  const isPostal = (address: JsonObject) => (textAt(address, 'type') === 'postal' ? 1 : 0)
  const [chosen, ...others] = inOrder(addresses, ['home', '', 'temp', 'work', 'billing', 'old'], today, isPostal)
  if (!chosen) return null
  if (others.length > 0) remarks.push(`Other addresses were not taken in: ${others.length}.`)
  const lines = textsAt(chosen, 'line').join(', ') || (textAt(chosen, 'text') ?? '')
  const city = textAt(chosen, 'city')
  const postalCode = textAt(chosen, 'postalCode')
  const address = {
    line: lines === '' ? null : fitted(lines, 160, 'The address', remarks),
    city: city === undefined ? null : fitted(city, 80, 'The city', remarks),
    postalCode: postalCode === undefined ? null : fitted(postalCode, 20, 'The postal code', remarks),
    jurisdiction: readPlace(chosen, remarks),
  }
  return Object.values(address).every((part) => part === null) ? null : address
}

function readPlace(address: JsonObject, remarks: string[]): string | null {
  const country = textAt(address, 'country')
  const state = textAt(address, 'state')
  const place = country === undefined ? undefined : readJurisdiction(country, state)
  if (country !== undefined && place === undefined) remarks.push(`The country “${country}” is not known.`)
  if (country === undefined) remarks.push('The address names no country.')
  const isStateTaken = place?.includes('-') ?? false
  const left = [textAt(address, 'district'), isStateTaken ? undefined : state].filter((part) => part !== undefined)
  if (left.length > 0) remarks.push(`District and state were not taken in: ${left.join(', ')}.`)
  return place ?? null
}

/** The number that the other system knows the person by: its medical record number first (v2-0203 MR). */
export function readIdentifier(resource: JsonObject, today: CalendarDate, remarks: string[]): string | null {
  const identifiers = objectsAt(resource, 'identifier').filter(
    (identifier) => textAt(identifier, 'value') !== undefined,
  )
  const isOther = (identifier: JsonObject) => (codesOf(objectAt(identifier, 'type')).includes('MR') ? 0 : 1)
  const [chosen, ...others] = inOrder(
    identifiers,
    ['usual', 'official', '', 'secondary', 'temp', 'old'],
    today,
    isOther,
  )
  if (others.length > 0)
    remarks.push(`Other numbers were not taken in: ${joined(others.map((other) => textAt(other, 'value') ?? ''))}.`)
  const value = chosen && textAt(chosen, 'value')
  return value === undefined ? null : fitted(value, 60, 'The number', remarks)
}
