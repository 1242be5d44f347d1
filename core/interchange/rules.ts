import type { Plan } from '../insurance/model.js'
import { foldText } from '../kernel/text.js'
import type { Demographics } from '../patients/model.js'
import { duplicateScore, likelyDuplicateScore } from '../patients/rules.js'
import type { ImportItem, ImportReport } from './model.js'

/**
 * Whether an imported person is surely one that is known, so that what belongs to them may be linked without a look:
 * the same outside number, or the same birth date with a likely double; and never with another given name (twins share
 * the rest) or another birth date (two hospitals give the same number to two people).
 */
export function isSamePerson(a: Demographics, b: Demographics): boolean {
  const isBirthKnown = a.birthDate !== null && b.birthDate !== null
  if (isBirthKnown && a.birthDate !== b.birthDate) return false
  if (!isGivenNameAlike(a.givenName, b.givenName)) return false
  const isFamilySame = foldText(a.familyName) === foldText(b.familyName)
  if (a.externalId !== null && a.externalId === b.externalId) return isBirthKnown || isFamilySame
  return isBirthKnown && duplicateScore(a, b) >= likelyDuplicateScore
}

/** `Peter` and `Peter James` may be one person, and so may `P.`; `Peter` and `Paul` not. */
function isGivenNameAlike(a: string | null, b: string | null): boolean {
  const [first, second] = [a, b].map(
    (name) =>
      foldText(name ?? '')
        .split(' ')[0]
        ?.replace(/\.$/, '') ?? '',
  )
  if (!first || !second || first === second) return true
  return (first.length === 1 || second.length === 1) && first.charAt(0) === second.charAt(0)
}

/** The plan that one of the hints names, by its id or its name; case, accents and punctuation do not count. */
export function matchPlan(hints: readonly string[], plans: readonly Plan[]): Plan | undefined {
  for (const hint of hints) {
    const plan = plans.find(({ id, name }) => bare(hint) === bare(id) || bare(hint) === bare(name))
    if (plan) return plan
  }
  return undefined
}

/** The colleague whom a name means; titles do not count. */
export function matchStaff<S extends { displayName: string }>(name: string, staff: readonly S[]): S | undefined {
  return staff.find(({ displayName }) => untitled(displayName) === untitled(name))
}

const bare = (text: string): string => foldText(text).replace(/[^\p{L}\p{N}]+/gu, '')

const untitled = (name: string): string =>
  foldText(name)
    .replace(/\b(dr|prof|md|mr|mrs|ms)\b\.?/g, '')
    .replace(/[.,]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

/** The report on these items. */
export function reportOn(items: ImportItem[], patientIds: ImportReport['patientIds']): ImportReport {
  const counts = { create: 0, known: 0, skip: 0, refuse: 0 }
  for (const { fate } of items) counts[fate] += 1
  return { items, counts, patientIds: [...new Set(patientIds)] }
}
