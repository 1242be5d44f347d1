import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Diagnosis, Note, VitalsRecord } from './model.js'
import type { SummaryContent } from './store.js'

export const encountersProjections = {
  vitals(db, record) {
    const { id, consultationId, recordedAt, recordedBy, ...measured } = contentOf<VitalsRecord>(record)
    putRow(db, 'vitals', ['id'], {
      id,
      consultation_id: consultationId,
      body: JSON.stringify(measured),
      recorded_at: recordedAt,
      recorded_by: recordedBy,
    })
  },

  note(db, record) {
    const note = contentOf<Omit<Note, 'isReplaced'>>(record)
    putRow(db, 'notes', ['id'], {
      id: note.id,
      consultation_id: note.consultationId,
      text: note.text,
      replaces: note.replaces,
      written_at: note.writtenAt,
      written_by: note.writtenBy,
    })
  },

  diagnosis(db, record) {
    const diagnosis = contentOf<Diagnosis>(record)
    putRow(db, 'diagnoses', ['id'], {
      id: diagnosis.id,
      consultation_id: diagnosis.consultationId,
      code: diagnosis.code,
      description: diagnosis.description,
      recorded_at: diagnosis.recordedAt,
      recorded_by: diagnosis.recordedBy,
    })
  },

  'encounter-summary'(db, record) {
    const summary = contentOf<SummaryContent>(record)
    putRow(db, 'encounter_summaries', ['consultation_id'], {
      consultation_id: summary.consultationId,
      text: summary.text,
      follow_up: summary.followUp === null ? null : JSON.stringify(summary.followUp),
      completed_at: summary.completedAt,
      completed_by: summary.completedBy,
      signer: summary.signer,
    })
  },
} satisfies Projections
