import { PatientId } from '../../core/kernel/ids.js'
import type { CalendarDate } from '../../core/kernel/instant.js'
import { foldPhone, foldText } from '../../core/kernel/text.js'
import type { Address, Patient } from '../../core/patients/model.js'
import { type Origin, origins } from '../../resources/people.js'
import type { Random } from './random.js'

/** How often somebody of an origin comes to the clinic; it lies in California and sees people abroad by video. */
const shares: readonly { weight: number; origin: keyof typeof origins }[] = [
  { weight: 20, origin: 'us' },
  { weight: 16, origin: 'mx' },
  { weight: 9, origin: 'in' },
  { weight: 8, origin: 'vn' },
  { weight: 8, origin: 'cn' },
  { weight: 8, origin: 'ke' },
  { weight: 7, origin: 'ng' },
  { weight: 5, origin: 'eg' },
  { weight: 4, origin: 'br' },
  { weight: 4, origin: 'de' },
  { weight: 3, origin: 'fr' },
  { weight: 3, origin: 'pl' },
  { weight: 3, origin: 'se' },
  { weight: 2, origin: 'es' },
]

/** The ages of people who come: children and the old more often than there are. */
const ages = [
  { weight: 9, from: 0, to: 5 },
  { weight: 13, from: 6, to: 17 },
  { weight: 30, from: 18, to: 39 },
  { weight: 28, from: 40, to: 64 },
  { weight: 17, from: 65, to: 84 },
  { weight: 3, from: 85, to: 101 },
] as const

/** Makes patients, one after another, no two with one code, phone or outside number. */
export class PeopleMaker {
  readonly #codes = new Set<string>()
  readonly #phones = new Set<string>()
  readonly #numbers = new Set<string>()

  constructor(
    readonly random: Random,
    readonly today: CalendarDate,
  ) {}

  next(): Patient {
    const { random, today } = this
    const { origin: key } = random.weighted(shares)
    const origin = origins[key]
    const isAbroad = key !== 'us' && random.chance(30)
    const home = isAbroad ? origin : origins.us
    const { sex, givenName } = this.#given(origin)
    const familyName = random.pick(origin.family)
    const ageDays = this.#ageDays()
    const birthDate = daysBefore(today, ageDays)
    const id = PatientId.parse(random.id())
    const code = this.#unique(this.#codes, () => random.code('P'))
    const registeredOn = daysBefore(today, Math.min(random.int(12, 900), ageDays))
    const at = `${registeredOn}T${random.digits('1#')}:${random.pick(['05', '17', '32', '48'])}:00.000Z`
    return {
      id,
      code,
      givenName,
      familyName,
      birthDate: random.chance(2) ? null : birthDate,
      sex,
      phone: random.chance(4) ? null : this.#phone(home),
      email: ageDays > 13 * 366 && random.chance(45) ? this.#email(givenName, familyName) : null,
      address: this.#address(home),
      language: isAbroad || (key !== 'us' && random.chance(55)) ? origin.language : 'en',
      externalId: random.chance(20) ? this.#unique(this.#numbers, () => random.digits('MRN-#######')) : null,
      version: 1,
      registeredAt: at,
      updatedAt: at,
    }
  }

  #given(origin: Origin): Pick<Patient, 'sex'> & { givenName: string } {
    const { random } = this
    const isFemale = random.chance(52)
    const givenName = random.pick(isFemale ? origin.female : origin.male)
    if (random.chance(1)) return { sex: random.pick(['other', 'unknown'] as const), givenName }
    return { sex: isFemale ? 'female' : 'male', givenName }
  }

  #ageDays(): number {
    const { from, to } = this.random.weighted(ages)
    const days = this.random.int(Math.ceil(from * 365.25), Math.floor((to + 1) * 365.25) - 1)
    // A newborn is two weeks old: whoever is registered was born before.
    return Math.max(days, 14)
  }

  #phone(home: Origin): string {
    return this.#unique(
      this.#phones,
      () => {
        const pattern = home.areas ? home.phone.replace('{area}', this.random.pick(home.areas)) : home.phone
        return this.random.digits(pattern)
      },
      foldPhone,
    )
  }

  #email(givenName: string, familyName: string): string | null {
    const name = foldText(`${givenName}.${familyName}`).replace(/[^a-z.]/g, '')
    // Names in other scripts leave nothing to write an address with; example domains belong to nobody (RFC 2606).
    if (!/[a-z]\.[a-z]/.test(name)) return null
    return `${name}${this.random.int(1, 99)}@example.${this.random.pick(['org', 'com', 'net'])}`
  }

  #address(home: Origin): Address | null {
    const { random } = this
    if (random.chance(2)) return null
    const anywhere = random.pick(home.cities)
    // Neighboring states are on the list too, but most people come from around the corner.
    const city =
      anywhere.jurisdiction !== undefined && random.chance(60) ? random.pick(home.cities.slice(0, 8)) : anywhere
    const line = home.street.replace('{street}', random.pick(home.streets)).replace('{n}', String(random.int(1, 240)))
    return { line, city: city.name, postalCode: city.postalCode, jurisdiction: city.jurisdiction ?? home.jurisdiction }
  }

  #unique(taken: Set<string>, make: () => string, key: (made: string) => string = (made) => made): string {
    let made = make()
    while (taken.has(key(made))) made = make()
    taken.add(key(made))
    return made
  }
}

/** Whole days in UTC: a hundred thousand people are made faster so than by calendar arithmetic. */
const daysBefore = (day: CalendarDate, days: number): CalendarDate =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
