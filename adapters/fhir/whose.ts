import type { Found } from './collect.js'
import { objectAt } from './json.js'
import type { Resolve } from './references.js'

/** Whom a resource is about: the draft's reference, or the words that name somebody who is not among what was read. */
export function readWhose(found: Found, key: string, resolve: Resolve, remarks: string[]): string | undefined {
  const whose = resolve(found, objectAt(found.resource, key))
  if (!whose) return undefined
  if ('found' in whose) return whose.found.reference
  if (whose.isAmbiguous) remarks.push(`Several people in these files are called ${whose.words}.`)
  return whose.words
}
