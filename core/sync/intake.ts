import type { PatientId } from '../kernel/ids.js'
import type { Commitment } from '../ports/keys.js'
import type { WriteUnit } from '../ports/unit.js'
import { conflictIdOf } from './conflicts.js'
import type { Decision } from './model.js'
import * as store from './store.js'

/** Writes what a person decided. */
export function recordDecision(
  unit: WriteUnit,
  decision: Decision,
  patientId: PatientId | null,
  commitment?: Commitment,
): void {
  store.putDecision(unit, decision)
  const about = { kind: 'conflict-decision', id: decision.id, patientId } as const
  unit.recorded({ ...about, version: 1, body: decision, ...(commitment && { commitment }) })
  store.linkPatients(unit, decision.conflictId)
}

/** Somebody registered a person and said, of each of these alike ones, that it is somebody else: nobody need be asked again. */
export function tellApart(
  unit: WriteUnit,
  making: { newId(): string; now(): string; signer: string },
  person: PatientId,
  others: readonly PatientId[],
  by: string,
): void {
  for (const other of others)
    recordDecision(
      unit,
      {
        id: making.newId(),
        conflictId: conflictIdOf.samePerson(person, other),
        kind: 'same-person',
        sides: [person, other].sort(),
        choice: 'both',
        note: null,
        decidedAt: making.now(),
        decidedBy: by,
        signer: making.signer,
      },
      person,
    )
}
