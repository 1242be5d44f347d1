import type { Hex32 } from './chain.js'
import type { ClinicKeys } from './keys.js'

const noSalt: Hex32 = `0x${'0'.repeat(64)}`

/** An id that follows from words, the same on every workstation of the clinic and nowhere else. */
export const derivedId = (keys: Pick<ClinicKeys, 'commitWords'>, domain: string, words: string): string =>
  keys.commitWords(domain, noSalt, words).slice(2, 24)

/** Ids that follow from what was decided on, so that two who do the same apart make the same records. */
export function derivedIds(keys: Pick<ClinicKeys, 'commitWords'>, words: string): () => string {
  let count = 0
  return () => {
    count += 1
    return derivedId(keys, 'decided', `${words}:${count}`)
  }
}
