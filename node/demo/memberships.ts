import type { AddCoverage, Plan } from '../../core/insurance/model.js'
import { CoverageId } from '../../core/kernel/ids.js'
import { addDays, type CalendarDate, yearsBetween } from '../../core/kernel/instant.js'
import type { Patient } from '../../core/patients/model.js'
import type { Random } from './random.js'

export interface DemoCoverage extends AddCoverage {
  id: CoverageId
}

/** Four of five people are covered; of those one in eleven no longer is, and knows it or not. */
export function makeCoverage(
  random: Random,
  patient: Patient,
  plans: readonly Plan[],
  today: CalendarDate,
): DemoCoverage | null {
  if (!random.chance(80)) return null
  const age = patient.birthDate === null ? 40 : yearsBetween(patient.birthDate, today)
  const open = plans.filter(({ id }) => (id === 'STANDARD-PUBLIC' ? age >= 60 : true))
  const plan = random.pick(open)
  const hasEnded = random.chance(9)
  const beganDaysAgo = random.int(hasEnded ? 400 : 40, 1_500)
  const endsIn = hasEnded ? -random.int(10, 300) : random.int(60, 700)
  return {
    id: CoverageId.parse(random.id()),
    patientId: patient.id,
    planId: plan.id,
    memberNumber: random.digits(`${plan.id.charAt(0)}##-######`),
    relationship: age < 18 ? 'child' : random.chance(20) ? 'spouse' : 'self',
    validFrom: addDays(today, -beganDaysAgo),
    validUntil: hasEnded || random.chance(60) ? addDays(today, endsIn) : null,
  }
}

export const isCoveredOn = ({ validFrom, validUntil }: DemoCoverage, day: CalendarDate): boolean =>
  validFrom <= day && (validUntil === null || validUntil >= day)
