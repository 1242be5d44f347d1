import { expect, test } from 'vitest'
import { DiagnosisCode } from '../core/encounters/model.js'
import { ServiceCategory } from '../core/insurance/model.js'
import { foldText } from '../core/kernel/text.js'
import { demoPlans, diagnosisCodes, formulary } from './reference-data.js'

test('a medicine stands in the formulary once, with its ingredients among what people are allergic to', () => {
  expect(new Set(formulary.map(({ rxNormCode }) => rxNormCode)).size).toBe(formulary.length)
  for (const { ingredients, allergens } of formulary) {
    expect(ingredients.length).toBeGreaterThan(0)
    expect(allergens).toEqual(expect.arrayContaining(ingredients))
    expect(allergens.map(foldText)).toEqual(allergens)
    expect(new Set(allergens).size).toBe(allergens.length)
  }
})

test.each([
  ['Amoxicillin', 'penicillin'],
  ['Penicillin', 'penicillin'],
  ['Cefuroxime', 'cephalosporin'],
  ['sulfamethoxazole', 'sulfonamide'],
  ['Ibuprofen', 'nsaid'],
  ['oxyCODONE', 'opioid'],
])('%s is known by its class, %s', (word, allergen) => {
  const named = formulary.filter(({ name }) => name.includes(word))
  expect(named.length).toBeGreaterThan(0)
  for (const { allergens } of named) expect(allergens).toContain(allergen)
})

test('controlled medicines are sold on prescription only', () => {
  for (const { isControlled, requiresPrescription } of formulary)
    if (isControlled) expect(requiresPrescription).toBe(true)
})

test('every plan says how it shares the cost of each category, once', () => {
  expect(demoPlans).toHaveLength(5)
  for (const { benefits } of demoPlans)
    expect(benefits.map(({ category }) => category).sort()).toEqual([...ServiceCategory.options].sort())
})

test('diagnosis codes are in order, without doubles, and ones that a doctor can record', () => {
  const codes = diagnosisCodes.map(({ code }) => code)
  expect([...new Set(codes)].sort()).toEqual(codes)
  for (const { code, description } of diagnosisCodes) {
    expect(DiagnosisCode.parse(code)).toBe(code)
    expect(description.length).toBeLessThanOrEqual(80)
  }
})
