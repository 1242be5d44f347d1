import type { ConsultationId, PatientId } from '../kernel/ids.js'
import { foldText } from '../kernel/text.js'
import type { Reader, Writer } from '../ports/database.js'
import type { Commitment } from '../ports/keys.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Consultation } from '../scheduling/model.js'
import type { Diagnosis, EncounterSummary, Note, Vitals, VitalsRecord } from './model.js'

/**
 * Writes how far a visit has come. The row is scheduling's until the visit begins; from then on only this slice changes it,
 * so that each state has one writer.
 */
export function saveProgress(unit: WriteUnit, visit: Consultation): Consultation {
  unit.run(
    `UPDATE consultations SET state = $state, started_at = $startedAt, completed_at = $completedAt, version = $version
      WHERE id = $id`,
    { ...visit },
  )
  const { id, patientId, version } = visit
  unit.recorded({ kind: 'consultation', id, patientId, version, body: visit })
  return visit
}

export function insertVitals(unit: WriteUnit, patientId: PatientId, record: VitalsRecord): VitalsRecord {
  const { id, consultationId, recordedAt, recordedBy, ...measured } = record
  const body = JSON.stringify(measured satisfies Vitals)
  unit.run(
    `INSERT INTO vitals (id, consultation_id, body, recorded_at, recorded_by)
     VALUES ($id, $consultationId, $body, $recordedAt, $recordedBy)`,
    { id, consultationId, body, recordedAt, recordedBy },
  )
  unit.recorded({ kind: 'vitals', id, patientId, version: 1, body: record })
  return record
}

export function insertNote(unit: WriteUnit, patientId: PatientId, note: Omit<Note, 'isReplaced'>): Note {
  unit.run(
    `INSERT INTO notes (id, consultation_id, text, replaces, written_at, written_by)
     VALUES ($id, $consultationId, $text, $replaces, $writtenAt, $writtenBy)`,
    note,
  )
  unit.recorded({ kind: 'note', id: note.id, patientId, version: 1, body: note })
  return { ...note, isReplaced: false }
}

/** Writes a diagnosis. @returns false, having written nothing, where the visit has its code already. */
export function insertDiagnosis(unit: WriteUnit, patientId: PatientId, diagnosis: Diagnosis): boolean {
  const { changes } = unit.run(
    `INSERT INTO diagnoses (id, consultation_id, code, description, recorded_at, recorded_by)
     SELECT $id, $consultationId, $code, $description, $recordedAt, $recordedBy
      WHERE NOT EXISTS (SELECT 1 FROM diagnoses WHERE consultation_id = $consultationId AND code = $code)`,
    diagnosis,
  )
  if (changes === 0) return false
  unit.recorded({ kind: 'diagnosis', id: diagnosis.id, patientId, version: 1, body: diagnosis })
  return true
}

/** What the doctor signs at the end of a visit. */
export type SummaryContent = Omit<EncounterSummary, 'proof'> & { consultationId: ConsultationId }

export function insertSummary(
  unit: WriteUnit,
  patientId: PatientId,
  summary: SummaryContent,
  commitment: Commitment,
): void {
  unit.run(
    `INSERT INTO encounter_summaries (consultation_id, text, follow_up, completed_at, completed_by, signer)
     VALUES ($consultationId, $text, $followUp, $completedAt, $completedBy, $signer)`,
    { ...summary, followUp: summary.followUp === null ? null : JSON.stringify(summary.followUp) },
  )
  const id = summary.consultationId
  unit.recorded({ kind: 'encounter-summary', id, patientId, version: 1, body: summary, commitment })
}

export function saveDiagnosisCode(db: Writer, code: string, description: string): void {
  db.run(
    `INSERT INTO diagnosis_codes (code, description, folded) VALUES ($code, $description, $folded)
     ON CONFLICT (code) DO UPDATE SET description = $description, folded = $folded`,
    { code, description, folded: foldText(description) },
  )
}

/** How many codes a search shows: as many as a person looks through. */
const codesShown = 20

/** Diagnosis codes that begin as typed, and those whose descriptions hold every word. */
export function findDiagnosisCodes(db: Reader, text: string): { code: string; description: string }[] {
  const code = text.trim().toUpperCase()
  const words = foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  return db.rows(
    `SELECT code, description FROM diagnosis_codes c
      WHERE (code >= $code AND code < $end)
         OR (json_array_length($words) > 0
             AND NOT EXISTS (SELECT 1 FROM json_each($words) w WHERE instr(c.folded, w.value) = 0))
      ORDER BY code >= $code AND code < $end DESC, code LIMIT ${codesShown}`,
    { code, end: `${code}~`, words: JSON.stringify(words) },
  )
}
