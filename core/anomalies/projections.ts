import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Anomaly } from './model.js'

export const anomaliesProjections = {
  anomaly(db, record) {
    const anomaly = contentOf<Anomaly>(record)
    putRow(db, 'anomalies', ['id'], {
      id: anomaly.id,
      kind: anomaly.kind,
      subject: anomaly.subject,
      day: anomaly.day,
      actor_id: anomaly.actorId,
      actor_name: anomaly.actorName,
      patient_id: anomaly.patientId,
      sentence: anomaly.sentence,
      found_at: anomaly.foundAt,
      outcome: anomaly.outcome,
      comment: anomaly.comment,
      reviewed_at: anomaly.reviewedAt,
      reviewed_by: anomaly.reviewedBy,
      version: record.version,
    })
  },
} satisfies Projections
