import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Task } from './model.js'

export const tasksProjections = {
  task(db, record) {
    const task = contentOf<Task>(record)
    putRow(db, 'tasks', ['id'], {
      id: task.id,
      kind: task.kind,
      title: task.title,
      patient_id: task.patientId,
      consultation_id: task.consultationId,
      due_on: task.dueOn,
      for_role: task.forRole,
      for_staff: task.forStaff,
      state: task.state,
      outcome: task.outcome,
      created_at: task.createdAt,
      done_at: task.doneAt,
      done_by: task.doneBy,
      version: record.version,
    })
  },
} satisfies Projections
