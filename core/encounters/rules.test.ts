import { expect, test } from 'vitest'
import { ConsultationState } from '../scheduling/model.js'
import type { Vitals } from './model.js'
import { checkVitals, decideNote } from './rules.js'

const nothing: Vitals = {
  temperatureCelsius: null,
  pulsePerMinute: null,
  systolicMmHg: null,
  diastolicMmHg: null,
  respirationsPerMinute: null,
  oxygenSaturationPercent: null,
  weightKg: null,
  heightCm: null,
}

test('at least one thing is measured', () => {
  expect(checkVitals(nothing)).toEqual({ ok: false, refusal: { code: 'NOTHING_MEASURED' } })
  expect(checkVitals({ ...nothing, weightKg: 71.5 })).toEqual({ ok: true, value: null })
})

test('the upper blood pressure lies above the lower one; one of them alone says what it says', () => {
  const pressure = (systolicMmHg: number | null, diastolicMmHg: number | null) =>
    checkVitals({ ...nothing, systolicMmHg, diastolicMmHg }).ok
  expect(pressure(120, 80)).toBe(true)
  expect(pressure(120, null)).toBe(true)
  expect(pressure(null, 80)).toBe(true)
  expect(pressure(80, 80)).toBe(false)
  expect(pressure(80, 120)).toBe(false)
})

test('a new note is written while the visit is in progress, a correction after its end too', () => {
  const note = { id: 'n'.repeat(22), isReplaced: false }
  const may = (replaces: string | null) =>
    ConsultationState.options.filter((state) => decideNote(state, [note], replaces).ok)
  expect(may(null)).toEqual(['in-progress'])
  expect(may(note.id)).toEqual(['in-progress', 'completed'])
})

test('a note is corrected once, and only in its own visit', () => {
  const corrected = { id: 'n'.repeat(22), isReplaced: true }
  const unknown = { ok: false, refusal: { code: 'NOTE_UNKNOWN' } }
  expect(decideNote('completed', [corrected], corrected.id)).toEqual(unknown)
  expect(decideNote('in-progress', [], corrected.id)).toEqual(unknown)
})
