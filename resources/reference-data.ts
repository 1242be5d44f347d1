import * as z from 'zod'
import { Plan } from '../core/insurance/model.js'
import { Medicine } from '../core/prescriptions/model.js'
import diagnosisCodesFile from './data/diagnosis-codes.json'
import formularyFile from './data/formulary.json'
import plansFile from './data/plans.json'

/** A medicine with what one unit of it usually costs, in US cents. */
export const FormularyEntry = Medicine.extend({ typicalUnitPriceMinor: z.int().min(1) })
export type FormularyEntry = z.infer<typeof FormularyEntry>

/** The medicines that a new clinic starts with. */
export const formulary: readonly FormularyEntry[] = z.array(FormularyEntry).parse(formularyFile)

export const medicines: readonly Medicine[] = formulary.map(
  ({ typicalUnitPriceMinor: _price, ...medicine }): Medicine => medicine,
)

/** The plans of the demo payers. */
export const demoPlans: readonly Plan[] = z.array(Plan).parse(plansFile)

/** ICD-10 codes of everyday practice, described in our own words. */
export const diagnosisCodes: readonly { code: string; description: string }[] = diagnosisCodesFile
