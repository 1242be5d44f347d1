import { Vitals } from '../../../core/encounters/model.js'

/** A measurement as the form asks for it. The range is what instruments can show; the schema refuses what lies outside. */
export interface Measurement {
  name: keyof Vitals
  label: string
  unit: string
  range: string
  digits: number
}

const measurement = (name: keyof Vitals, label: string, unit: string, digits = 0): Measurement => {
  const { minValue, maxValue } = Vitals.shape[name].unwrap()
  return { name, label, unit, digits, range: `${minValue} to ${maxValue}` }
}

export const measurements: readonly Measurement[] = [
  measurement('systolicMmHg', 'Systolic pressure', 'mmHg'),
  measurement('diastolicMmHg', 'Diastolic pressure', 'mmHg'),
  measurement('pulsePerMinute', 'Pulse', 'per minute'),
  measurement('temperatureCelsius', 'Temperature', '°C', 1),
  measurement('respirationsPerMinute', 'Respirations', 'per minute'),
  measurement('oxygenSaturationPercent', 'Oxygen saturation', '%'),
  measurement('weightKg', 'Weight', 'kg', 1),
  measurement('heightCm', 'Height', 'cm', 1),
]

/** 120/80 mmHg · pulse 72 · 36.8 °C: what was measured, in the usual order. */
export function vitalsSentence(vitals: Vitals): string {
  const { systolicMmHg, diastolicMmHg } = vitals
  const parts = [
    systolicMmHg === null && diastolicMmHg === null ? null : `${systolicMmHg ?? '?'}/${diastolicMmHg ?? '?'} mmHg`,
    vitals.pulsePerMinute === null ? null : `pulse ${vitals.pulsePerMinute}`,
    vitals.temperatureCelsius === null ? null : `${vitals.temperatureCelsius} °C`,
    vitals.respirationsPerMinute === null ? null : `${vitals.respirationsPerMinute} breaths a minute`,
    vitals.oxygenSaturationPercent === null ? null : `SpO₂ ${vitals.oxygenSaturationPercent} %`,
    vitals.weightKg === null ? null : `${vitals.weightKg} kg`,
    vitals.heightCm === null ? null : `${vitals.heightCm} cm`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
