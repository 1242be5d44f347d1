import type { RecordAllergy } from '../../core/patients/model.js'

/** What people say they are allergic to, how often, and what it does. */
export const substances: readonly (Omit<RecordAllergy, 'patientId'> & { weight: number })[] = [
  { weight: 24, substance: 'Penicillin', criticality: 'high', reaction: 'Hives within an hour' },
  { weight: 10, substance: 'Amoxicillin', criticality: 'low', reaction: 'Rash' },
  { weight: 9, substance: 'Sulfonamides', criticality: 'low', reaction: 'Rash' },
  { weight: 8, substance: 'Ibuprofen', criticality: 'low', reaction: 'Wheezing' },
  { weight: 6, substance: 'Aspirin', criticality: 'high', reaction: 'Swollen face' },
  { weight: 5, substance: 'Codeine', criticality: 'low', reaction: 'Vomiting' },
  { weight: 4, substance: 'Cefuroxime', criticality: 'low', reaction: 'Itching' },
  { weight: 3, substance: 'Lisinopril', criticality: 'high', reaction: 'Swollen tongue' },
  { weight: 8, substance: 'Peanuts', criticality: 'high', reaction: 'Anaphylaxis' },
  { weight: 5, substance: 'Shellfish', criticality: 'low', reaction: 'Hives' },
  { weight: 4, substance: 'Eggs', criticality: 'low', reaction: 'Stomach cramps' },
  { weight: 6, substance: 'Latex', criticality: 'low', reaction: 'Itching' },
  { weight: 3, substance: 'Bee venom', criticality: 'high', reaction: 'Fainting' },
  { weight: 5, substance: 'House dust mites', criticality: 'unable-to-assess', reaction: null },
]
