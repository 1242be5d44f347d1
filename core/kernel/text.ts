import * as z from 'zod'

/** One line that a person typed: trimmed, not empty, no control characters. `max` counts UTF-16 units. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Fill this in.')
    .max(max, `At most ${max} characters.`)
    .refine((text) => !/\p{Cc}/u.test(text), 'Use one line, without control characters.')

/** Several lines that a person typed; line breaks and tabs are kept, other control characters are refused. */
export const paragraph = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Fill this in.')
    .max(max, `At most ${max} characters.`)
    .refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), 'Control characters cannot be kept.')

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
}
const anyLetter = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')

const plain = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** Text as it is compared in searches: lower case, without accents, single spaces. Other scripts stay as they are. */
export function foldText(text: string): string {
  // Most names have neither accents nor two spaces; each save compares some dozens.
  if (plain.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(anyLetter, (letter) => letters[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim()
}

/** A phone number as it is compared: digits alone, and of those the last nine, so that +254 712… and 0712… meet. */
export function foldPhone(phone: string): string {
  return phone.replace(/\D/g, '').slice(-9)
}
