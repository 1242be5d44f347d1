import * as z from 'zod'

/** Crockford's 32 characters: no I, L, O or U, so that a code survives the phone and the handwriting. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A short code that people say and type: a letter for its kind, five characters and a check character, `P-7K3F9Q`. */
export const HumanCode = z.string().regex(/^[A-Z]-[0-9A-HJKMNP-TV-Z]{6}$/, 'A code looks like P-7K3F9Q.')
export type HumanCode = z.infer<typeof HumanCode>

/** Makes the code from five random numbers below 32. */
export function makeCode(prefix: string, randomFive: readonly number[]): HumanCode {
  const body = randomFive.map((value) => alphabet.charAt(value & 31)).join('')
  return `${prefix}-${body}${checkCharacter(body)}`
}

/** Whether the check character fits: it catches every single wrong character and nearly every swap of two neighbors. */
export function isCodeSound(code: string): boolean {
  const body = code.slice(2, -1)
  return HumanCode.safeParse(code).success && code.endsWith(checkCharacter(body))
}

/** What someone typed as a code, if it can be one: case, spaces and the look-alikes O, I, L are forgiven. */
export function readCode(typed: string): HumanCode | undefined {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '')
  const prefix = plain.charAt(0)
  const rest = plain.slice(1).replace(/O/g, '0').replace(/[IL]/g, '1')
  const code = `${prefix}-${rest}`
  return isCodeSound(code) ? code : undefined
}

/** Luhn's algorithm over 32 characters (ISO/IEC 7812 gives it for ten). */
function checkCharacter(body: string): string {
  let sum = 0
  for (let index = body.length - 1, factor = 2; index >= 0; index -= 1, factor = 3 - factor) {
    const addend = alphabet.indexOf(body.charAt(index)) * factor
    sum += Math.floor(addend / 32) + (addend % 32)
  }
  return alphabet.charAt((32 - (sum % 32)) % 32)
}
