import { CoverageId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import { type AddCoverage, type Coverage, Plan } from './model.js'
import { readPlan } from './reads.js'
import * as store from './store.js'

/**
 * Sets a plan up, or puts a newer description in the place of the one before. What was verified keeps what it said.
 * @param version counts from 1; higher than the one before where the plan is known already
 * @throws where this is not a plan, describes a category twice, or is there in this version.
 */
export function savePlan(unit: WriteUnit, plan: Plan, version = 1): void {
  const checked = Plan.parse(plan)
  if (new Set(checked.benefits.map(({ category }) => category)).size < checked.benefits.length)
    throw new Error(`The plan ${plan.id} describes a category twice.`)
  if (version === 1 && readPlan(unit, plan.id)) throw new Error(`The plan ${plan.id} is set up already.`)
  store.upsertPlan(unit, checked)
  unit.recorded({ kind: 'plan', id: checked.id, patientId: null, version, body: checked })
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
