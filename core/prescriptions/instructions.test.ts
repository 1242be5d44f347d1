import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instructionsFor } from './instructions.js'
import { DoseUnit, Frequency, Route } from './model.js'

test.each([
  [1, 'tablet', 'oral', 'twice-daily', 7, 'Take 1 tablet by mouth twice a day for 7 days.'],
  [2, 'capsule', 'oral', 'three-times-daily', 10, 'Take 2 capsules by mouth three times a day for 10 days.'],
  [0.5, 'tablet', 'oral', 'at-night', 30, 'Take half a tablet by mouth at night for 30 days.'],
  [0.25, 'tablet', 'oral', 'once-daily', 1, 'Take a quarter of a tablet by mouth once a day for 1 day.'],
  [0.75, 'tablet', 'oral', 'weekly', 28, 'Take three quarters of a tablet by mouth once a week for 28 days.'],
  [1.5, 'tablet', 'oral', 'every-other-day', 14, 'Take 1 and a half tablets by mouth every other day for 14 days.'],
  [2.25, 'tablet', 'oral', 'once-daily', 5, 'Take 2 and a quarter tablets by mouth once a day for 5 days.'],
  [1.33, 'tablet', 'oral', 'once-daily', 5, 'Take 1.33 tablets by mouth once a day for 5 days.'],
  [2.5, 'ml', 'oral', 'four-times-daily', 5, 'Take 2.5 ml by mouth four times a day for 5 days.'],
  [0.5, 'ml', 'intramuscular', 'once-daily', 1, 'Inject 0.5 ml into the muscle once a day for 1 day.'],
  [1000, 'mg', 'intravenous', 'twice-daily', 3, 'Inject 1,000 mg into the vein twice a day for 3 days.'],
  [12, 'unit', 'subcutaneous', 'at-night', 30, 'Inject 12 units under the skin at night for 30 days.'],
  [2, 'puff', 'inhaled', 'as-needed', 30, 'Inhale 2 puffs through the mouth when needed, for up to 30 days.'],
  [1, 'puff', 'nasal', 'twice-daily', 14, 'Spray 1 puff into the nose twice a day for 14 days.'],
  [2, 'drop', 'nasal', 'twice-daily', 3, 'Put 2 drops into the nose twice a day for 3 days.'],
  [1, 'drop', 'ophthalmic', 'four-times-daily', 7, 'Put 1 drop into the eye four times a day for 7 days.'],
  [1, 'tablet', 'sublingual', 'as-needed', 1, 'Put 1 tablet under the tongue when needed, for up to 1 day.'],
  [1, 'application', 'topical', 'twice-daily', 7, 'Apply to the affected skin twice a day for 7 days.'],
  [2, 'application', 'topical', 'once-daily', 7, 'Apply 2 applications to the affected skin once a day for 7 days.'],
  [0.5, 'application', 'rectal', 'at-night', 3, 'Insert half an application into the rectum at night for 3 days.'],
  [1, 'patch', 'transdermal', 'weekly', 28, 'Stick 1 patch onto the skin once a week for 28 days.'],
] as const)('%d %s %s %s for %d days reads: %s', (dose, doseUnit, route, frequency, durationDays, sentence) => {
  expect(instructionsFor({ dose, doseUnit, route, frequency, durationDays })).toBe(sentence)
})

test('every order makes one plain sentence without an abbreviation or a slashed fraction', () => {
  const directions = fc.record({
    dose: fc.integer({ min: 1, max: 1_000_000 }).map((hundredths) => hundredths / 100),
    doseUnit: fc.constantFrom(...DoseUnit.options),
    route: fc.constantFrom(...Route.options),
    frequency: fc.constantFrom(...Frequency.options),
    durationDays: fc.integer({ min: 1, max: 365 }),
  })
  fc.assert(
    fc.property(directions, (order) => {
      const sentence = instructionsFor(order)
      expect(sentence).toMatch(/^[A-Z][a-z]+ [^/]+ \d+ days?\.$/)
      expect(sentence).not.toMatch(/undefined|NaN| {2}|(?<![\d.,])1 \w+s\b|\.\d*0 |\b(bid|tid|qd|po)\b/)
    }),
  )
})
