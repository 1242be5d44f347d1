import type { DoseUnit, Frequency, PrescriptionDraft, Route } from './model.js'

type Directions = Pick<PrescriptionDraft, 'dose' | 'doseUnit' | 'route' | 'frequency' | 'durationDays'>

/**
 * The sentence that the patient reads, made from the fields alone: Take 1 tablet by mouth twice a day for 7 days.
 * Wording follows ISMP's list of error-prone abbreviations: no abbreviations, fractions of things in words (1/2 has been read
 * as "1 or 2"), measures in decimals with a leading and without a trailing zero, commas from a thousand on.
 */
export function instructionsFor(directions: Directions): string {
  const { route, doseUnit, frequency, durationDays } = directions
  const { verb, where } = routeWords(route, doseUnit)
  const what = isOneApplication(directions) ? '' : ` ${amountWords(directions.dose, doseUnit)}`
  return `${verb}${what} ${where} ${frequencyWords[frequency]}${durationWords(frequency, durationDays)}.`
}

/** "Apply 1 application" says the same thing twice. */
const isOneApplication = ({ dose, doseUnit, route }: Directions): boolean =>
  dose === 1 && doseUnit === 'application' && (route === 'topical' || route === 'transdermal')

function routeWords(route: Route, unit: DoseUnit): { verb: string; where: string } {
  switch (route) {
    case 'oral':
      return { verb: 'Take', where: 'by mouth' }
    case 'sublingual':
      return { verb: 'Put', where: 'under the tongue' }
    case 'inhaled':
      return { verb: 'Inhale', where: 'through the mouth' }
    case 'topical':
      return { verb: 'Apply', where: 'to the affected skin' }
    case 'transdermal':
      return { verb: unit === 'patch' ? 'Stick' : 'Apply', where: unit === 'patch' ? 'onto the skin' : 'to the skin' }
    case 'subcutaneous':
      return { verb: 'Inject', where: 'under the skin' }
    case 'intramuscular':
      return { verb: 'Inject', where: 'into the muscle' }
    case 'intravenous':
      return { verb: 'Inject', where: 'into the vein' }
    case 'nasal':
      return { verb: unit === 'puff' ? 'Spray' : 'Put', where: 'into the nose' }
    case 'ophthalmic':
      return { verb: 'Put', where: 'into the eye' }
    case 'rectal':
      return { verb: 'Insert', where: 'into the rectum' }
  }
}

/** Measures are written as numbers; things that one can hold are counted in words where they are parted. */
const measures: ReadonlySet<DoseUnit> = new Set<DoseUnit>(['ml', 'mg'])

function amountWords(dose: number, unit: DoseUnit): string {
  if (measures.has(unit)) return `${numberWords(dose)} ${unit}`
  const whole = Math.floor(dose)
  const part = partWords(Math.round((dose - whole) * 100))
  if (dose === 1) return `1 ${unit}`
  if (whole === dose) return `${numberWords(dose)} ${unit}s`
  if (part === undefined)
    return whole === 0 ? `${numberWords(dose)} of ${article(unit)}` : `${numberWords(dose)} ${unit}s`
  if (whole === 0) return part === 'half' ? `half ${article(unit)}` : `${part} of ${article(unit)}`
  return `${numberWords(whole)} and ${part === 'half' ? 'a half' : part} ${unit}s`
}

const article = (unit: DoseUnit): string => `${unit === 'application' ? 'an' : 'a'} ${unit}`

function partWords(hundredths: number): string | undefined {
  if (hundredths === 50) return 'half'
  if (hundredths === 25) return 'a quarter'
  return hundredths === 75 ? 'three quarters' : undefined
}

const format = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const numberWords = (value: number): string => format.format(value)

const frequencyWords: Readonly<Record<Frequency, string>> = {
  'once-daily': 'once a day',
  'twice-daily': 'twice a day',
  'three-times-daily': 'three times a day',
  'four-times-daily': 'four times a day',
  'every-other-day': 'every other day',
  weekly: 'once a week',
  'at-night': 'at night',
  'as-needed': 'when needed',
}

function durationWords(frequency: Frequency, days: number): string {
  const time = days === 1 ? '1 day' : `${days} days`
  return frequency === 'as-needed' ? `, for up to ${time}` : ` for ${time}`
}
