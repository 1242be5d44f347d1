import type { Writer } from '../ports/database.js'
import { contentOf, type ProjectedRecord, type Projections, type RecordState } from '../ports/projection.js'
import type { Allergy, Patient } from './model.js'
import { readPatient } from './reads.js'
import * as store from './store.js'

export const patientsProjections = {
  patient(db, record) {
    const patient = patientOf(record)
    const before = readPatient(db, patient.id)
    if (!before) store.insertPatient(db, patient)
    if (record.earlier !== null) rewriteVersions(db, record, record.earlier)
    else if (before && before.version < patient.version)
      store.insertVersion(db, before, { at: patient.updatedAt, by: record.by })
    if (before) store.updatePatient(db, patient)
  },

  // Every version is a row, as it is where somebody wrote them here.
  allergy(db, record) {
    const states = [...(record.earlier ?? []), record]
    store.deleteAllergy(db, record.id, states[0]?.version ?? 1)
    for (const state of states) store.insertAllergy(db, allergyOf(state))
  },
} satisfies Projections

/** Merging may have put a version between two others: all are written anew, each with who changed it and when. */
function rewriteVersions(db: Writer, record: ProjectedRecord, earlier: readonly RecordState[]): void {
  const states = [...earlier, record]
  store.deleteVersions(db, patientOf(record).id)
  earlier.forEach((state, index) => {
    const next = states[index + 1] ?? record
    store.insertVersion(db, patientOf(state), { at: patientOf(next).updatedAt, by: next.by })
  })
}

const patientOf = (state: RecordState): Patient => ({ ...contentOf<Patient>(state), version: state.version })
const allergyOf = (state: RecordState): Allergy => ({ ...contentOf<Allergy>(state), version: state.version })
