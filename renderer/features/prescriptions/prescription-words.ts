import type { DoseUnit, Frequency, Medicine, PrescriptionState, Route } from '../../../core/prescriptions/model.js'
import type { Tone } from '../../ui/tone.js'

export const prescriptionStateWords = {
  active: 'Active',
  filled: 'Filled',
  cancelled: 'Canceled',
  expired: 'Expired',
} as const satisfies Record<PrescriptionState, string>

export const prescriptionStateTones = {
  active: 'accent',
  filled: 'done',
  cancelled: 'neutral',
  expired: 'attention',
} as const satisfies Record<PrescriptionState, Tone>

const routeWords = {
  oral: 'By mouth',
  sublingual: 'Under the tongue',
  inhaled: 'Inhaled',
  topical: 'On the skin',
  transdermal: 'Through the skin (patch)',
  subcutaneous: 'Under the skin (injection)',
  intramuscular: 'Into the muscle',
  intravenous: 'Into the vein',
  nasal: 'Into the nose',
  ophthalmic: 'Into the eye',
  rectal: 'Into the rectum',
} as const satisfies Record<Route, string>

const unitWords = {
  tablet: 'tablets',
  capsule: 'capsules',
  ml: 'ml',
  mg: 'mg',
  puff: 'puffs',
  drop: 'drops',
  application: 'applications',
  unit: 'units',
  patch: 'patches',
} as const satisfies Record<DoseUnit, string>

const frequencyWords = {
  'once-daily': 'Once a day',
  'twice-daily': 'Twice a day',
  'three-times-daily': 'Three times a day',
  'four-times-daily': 'Four times a day',
  'at-night': 'At night',
  'every-other-day': 'Every other day',
  weekly: 'Once a week',
  'as-needed': 'When needed',
} as const satisfies Record<Frequency, string>

const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
export const routeChoices = choices(routeWords)
export const unitChoices = choices(unitWords)
export const frequencyChoices = choices(frequencyWords)

const timesADay = {
  'once-daily': 1,
  'twice-daily': 2,
  'three-times-daily': 3,
  'four-times-daily': 4,
  'at-night': 1,
  'every-other-day': 0.5,
  weekly: 1 / 7,
  'as-needed': 1,
} as const satisfies Record<Frequency, number>

/** Units that the pharmacy counts out; the others come in whole devices, tubes and vials. */
const countedUnits: ReadonlySet<DoseUnit> = new Set<DoseUnit>(['tablet', 'capsule', 'ml', 'patch'])

/** How many units the treatment takes, rounded up: two tablets three times a day for five days are 30. */
export function suggestedQuantity(dose: number, unit: DoseUnit, frequency: Frequency, durationDays: number): number {
  if (!countedUnits.has(unit)) return 1
  const doses = Math.ceil(timesADay[frequency] * durationDays)
  return Math.max(1, Math.ceil(dose * doses))
}

/** How a medicine of this form is usually given: where the form of prescribing begins. */
export function usualWay(medicine: Medicine): { route: Route; doseUnit: DoseUnit } {
  const form = `${medicine.form} ${medicine.name}`.toLowerCase()
  const has = (...words: string[]) => words.some((word) => form.includes(word))
  if (has('ophthalmic')) return { route: 'ophthalmic', doseUnit: 'drop' }
  if (has('nasal')) return { route: 'nasal', doseUnit: 'puff' }
  if (has('inhal')) return { route: 'inhaled', doseUnit: 'puff' }
  if (has('transdermal', 'patch')) return { route: 'transdermal', doseUnit: 'patch' }
  if (has('rectal', 'suppository')) return { route: 'rectal', doseUnit: 'unit' }
  if (has('sublingual')) return { route: 'sublingual', doseUnit: 'tablet' }
  if (has('cream', 'ointment', 'gel', 'lotion', 'topical')) return { route: 'topical', doseUnit: 'application' }
  if (has('insulin', 'pen injector', 'cartridge')) return { route: 'subcutaneous', doseUnit: 'unit' }
  if (has('inject')) return { route: 'intramuscular', doseUnit: 'ml' }
  if (has('capsule')) return { route: 'oral', doseUnit: 'capsule' }
  if (has('solution', 'suspension', 'syrup', 'liquid')) return { route: 'oral', doseUnit: 'ml' }
  return { route: 'oral', doseUnit: 'tablet' }
}
