import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 160 random bits as 32 characters that survive handwriting, in groups of four. */
export const newRecoveryCode = (): string => newReadableCode(32)

/** Five random bits a character, in groups of four that can be read aloud. */
export function newReadableCode(length: number): string {
  const characters = Array.from(randomBytes(length), (byte) => alphabet.charAt(byte & 31)).join('')
  return (characters.match(/.{4}/g) ?? []).join('-')
}

/** The code as typed, with case, spaces, dashes and the look-alikes O, I, L forgiven. */
export function normalizeRecoveryCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
}
