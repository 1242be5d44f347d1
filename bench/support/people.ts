import type { Demographics } from '../../core/patients/model.js'

/** Numbers that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const given =
  'Amina Zoë Mateo Linh Piotr Grace Noor Daniel Mei Priya Jonas Astrid Ruth Chidi Fatima Lucía Søren Anaïs Tomás Ngozi ' +
  'Aïcha Björn Chiara Dmitri Esra Farid Gül Hana Ibrahim João Kwame Leila Miguel Nadia Omar Paula Quang Rosa Samir Thandiwe ' +
  'Uchenna Valérie Wanjiru Ximena Yusuf Zainab Adébáyọ̀ Bência Cédric Dolores'
const family =
  'Okafor Muñoz Otieno Haddad Trần Zieliński Lindqvist Feldman Wanjiru Rivera Nguyễn Müller García Silva Kowalski Hansen ' +
  'Abebe Mwangi Chowdhury Petrov Yılmaz Rossi Dubois Nakamura Kim Wang Singh Patel Fernández Jørgensen Achieng Balogun Costa ' +
  'Diallo Eze Ferreira Gómez Hernández Ivanova Jensen Kamau Łukasik Mbeki Novák Oduya Pereira Quispe Ramírez Sato Tshabalala'
const syllables = 'ba co da el fi ga hu in jo ka le mo na ol pe qu ri sa to un va wi xo ya zu'.split(' ')

/** People as a clinic has them: common names, rare names, shared families; the same people for the same seed. */
export function makePeople(seed: number): () => Demographics {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[], fallback: T): T => list[Math.floor(random() * list.length)] ?? fallback
  const givenNames = given.split(' ')
  const familyNames = family.split(' ')
  const madeUp = () => {
    const name = Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(syllables, 'la')).join('')
    return name.charAt(0).toUpperCase() + name.slice(1)
  }
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
  const two = (highest: number) => String(1 + Math.floor(random() * highest)).padStart(2, '0')
  return () => ({
    givenName: random() < 0.7 ? pick(givenNames, 'Ana') : madeUp(),
    familyName: random() < 0.6 ? pick(familyNames, 'Diaz') : madeUp(),
    birthDate: `${1930 + Math.floor(random() * 94)}-${two(12)}-${two(28)}`,
    sex: random() < 0.5 ? 'female' : 'male',
    phone: `+2547${digits(8)}`,
    email: null,
    address: { line: `${digits(2)} Moi Avenue`, city: 'Nairobi', postalCode: '00100', jurisdiction: 'KE' },
    language: 'en',
    externalId: null,
  })
}
