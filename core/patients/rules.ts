import { type CalendarDate, yearsBetween } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import { foldPhone, foldText } from '../kernel/text.js'
import type { Demographics, Patient } from './model.js'

/** The name as it is read and listed: given names, then family name. */
export function fullName(person: Pick<Demographics, 'givenName' | 'familyName'>): string {
  return person.givenName ? `${person.givenName} ${person.familyName}` : person.familyName
}

/** Age in whole years on a day; null where the date of birth is not known. */
export function ageOn(birthDate: CalendarDate | null, day: CalendarDate): number | null {
  return birthDate === null ? null : yearsBetween(birthDate, day)
}

/** Nobody is born tomorrow; a birth date that is not known is as good. */
export function checkBirthDate(
  birthDate: CalendarDate | null,
  today: CalendarDate,
): Outcome<null, { code: 'BIRTH_DATE_IN_FUTURE' }> {
  return birthDate !== null && birthDate > today ? refuse({ code: 'BIRTH_DATE_IN_FUTURE' }) : accept(null)
}

/**
 * How likely two records are of one person, 0 to 1: the weights follow Fellegi and Sunter in spirit — the date of birth
 * and the whole name say most, a shared phone less (families share one). From 0.6 on a person should look.
 */
export function duplicateScore(a: Demographics, b: Demographics): number {
  if (a.externalId !== null && a.externalId === b.externalId) return 1
  const isNameSame = foldName(fullName(a)) === foldName(fullName(b))
  const isFamilySame = foldName(a.familyName) === foldName(b.familyName)
  const isGivenAlike = initial(a.givenName) === initial(b.givenName)
  const isBirthSame = a.birthDate !== null && a.birthDate === b.birthDate
  const isBirthOther = a.birthDate !== null && b.birthDate !== null && a.birthDate !== b.birthDate
  const isPhoneSame = a.phone !== null && b.phone !== null && foldPhone(a.phone) === foldPhone(b.phone)
  const name = isNameSame ? 0.45 : isFamilySame && isGivenAlike ? 0.3 : isFamilySame ? 0.15 : 0
  const birth = isBirthSame ? 0.35 : isBirthOther ? -0.3 : 0
  const phone = isPhoneSame ? 0.25 : 0
  return Math.max(0, Math.min(1, name + birth + phone))
}

export const likelyDuplicateScore = 0.6

/** A name as it is compared: hyphens, apostrophes and spaces are one. */
const foldName = (name: string): string => foldText(name.replace(/[-\u2010-\u2015'\u2019.]/g, ' '))

const initial = (name: string | null): string => foldText(name ?? '').charAt(0)

/** The patient as it stands after a correction. */
export function corrected(patient: Patient, demographics: Demographics, now: string): Patient {
  return { ...patient, ...demographics, version: patient.version + 1, updatedAt: now }
}

/** Classes that people say they are allergic to, in the words that medicines are matched by. */
const classWords: ReadonlyArray<readonly [RegExp, string]> = [
  [/penicill?in|amoxi|augmentin|ampicillin/, 'penicillin'],
  [/cephalo|cefa|cefu|ceftr/, 'cephalosporin'],
  [/sulfa|sulfonamid|sulphonamid|cotrimoxazole/, 'sulfonamide'],
  [/aspirin|acetylsalicyl/, 'aspirin'],
  [/nsaid|ibuprofen|naproxen|diclofenac/, 'nsaid'],
  [/codein|morphin|opioid|oxycodon/, 'opioid'],
]

/** The allergen behind a substance as it was said: `Penicillin G` and `amoxicillin` are both `penicillin`. */
export function allergenOf(substance: string): string {
  const folded = foldText(substance)
  return classWords.find(([pattern]) => pattern.test(folded))?.[1] ?? folded
}
