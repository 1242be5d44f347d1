import { CoverageId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import type { AddCoverage, Coverage, Plan } from './model.js'
import * as store from './store.js'

/** Sets a plan up, or puts a newer description in the place of the one before. What was verified keeps what it said. */
export function savePlan(unit: WriteUnit, plan: Plan): Plan {
  const version = store.readPlanVersion(unit, plan.id) + 1
  store.putPlan(unit, plan, version)
  unit.recorded({ kind: 'plan', id: plan.id, patientId: null, version, body: plan })
  return plan
}

/** Writes a membership that was found sound (`decideMembership`) of a patient and in a plan that are there. */
export function addCoverage(
  unit: WriteUnit,
  making: { newId(): string },
  said: AddCoverage,
  plan: Pick<Plan, 'name' | 'payerName'>,
): Coverage {
  const id = CoverageId.parse(making.newId())
  const coverage: Coverage = { ...said, id, planName: plan.name, payerName: plan.payerName, version: 1 }
  store.insertCoverage(unit, coverage)
  unit.recorded({ kind: 'coverage', id, patientId: coverage.patientId, version: 1, body: coverage })
  return coverage
}
