import { readProof } from '../anchoring/reads.js'
import type { ConsultationId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { Diagnosis, EncounterSummary, Note, Vitals, VitalsRecord } from './model.js'

/** Every measurement of a visit, the newest first. */
export function readVitals(db: Reader, consultationId: ConsultationId): VitalsRecord[] {
  return db
    .rows<Omit<VitalsRecord, keyof Vitals> & { body: string }>(
      `SELECT id, consultation_id AS consultationId, body, recorded_at AS recordedAt, recorded_by AS recordedBy
         FROM vitals WHERE consultation_id = $consultationId ORDER BY recorded_at DESC, id`,
      { consultationId },
    )
    .map(({ body, ...record }) => ({ ...record, ...(JSON.parse(body) as Vitals) }))
}

/** Every note of a visit in the order of writing, those that were corrected too. */
export function readNotes(db: Reader, consultationId: ConsultationId): Note[] {
  return db
    .rows<Omit<Note, 'isReplaced'> & { isReplaced: number }>(
      `SELECT n.id, n.consultation_id AS consultationId, n.text, n.replaces,
              EXISTS (SELECT 1 FROM notes r WHERE r.replaces = n.id) AS isReplaced,
              n.written_at AS writtenAt, n.written_by AS writtenBy
         FROM notes n WHERE n.consultation_id = $consultationId ORDER BY n.written_at, n.rowid`,
      { consultationId },
    )
    .map((row) => ({ ...row, isReplaced: row.isReplaced === 1 }))
}

/** Two devices that were apart may have written one code: it is one diagnosis, as it was written first. */
const isFirstOfCode = `NOT EXISTS (SELECT 1 FROM diagnoses e WHERE e.consultation_id = d.consultation_id AND e.code = d.code
  AND (e.recorded_at, e.id) < (d.recorded_at, d.id))`

/** The diagnoses of a visit in the order in which they were made: the first is the principal one of the claim. */
export function readDiagnoses(db: Reader, consultationId: ConsultationId): Diagnosis[] {
  return db.rows<Diagnosis>(
    `SELECT id, consultation_id AS consultationId, code, description, recorded_at AS recordedAt, recorded_by AS recordedBy
       FROM diagnoses d WHERE consultation_id = $consultationId AND ${isFirstOfCode} ORDER BY recorded_at, rowid`,
    { consultationId },
  )
}

/** The signed summary that ended a visit. */
export function readSummary(db: Reader, consultationId: ConsultationId): EncounterSummary | undefined {
  const row = db.row<Omit<EncounterSummary, 'followUp' | 'proof'> & { followUp: string | null }>(
    `SELECT text, follow_up AS followUp, completed_at AS completedAt, completed_by AS completedBy, signer
       FROM encounter_summaries WHERE consultation_id = $consultationId`,
    { consultationId },
  )
  return (
    row && {
      ...row,
      followUp: row.followUp === null ? null : JSON.parse(row.followUp),
      proof: readProof(db, 'encounter-summary', consultationId),
    }
  )
}
