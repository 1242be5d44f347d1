import type { ConsultationId, TaskId } from '../kernel/ids.js'
import { fullName } from '../patients/rules.js'
import type { Reader } from '../ports/database.js'
import type { Task } from './model.js'

/** The columns of {@link TaskRow}, from `tasks t LEFT JOIN patients p`. */
export const taskQuery = `SELECT t.id, t.kind, t.title, t.patient_id AS patientId, p.given_name AS givenName,
    p.family_name AS familyName, t.consultation_id AS consultationId, t.due_on AS dueOn, t.for_role AS forRole,
    t.for_staff AS forStaff, t.state, t.outcome, t.created_at AS createdAt, t.done_at AS doneAt, t.done_by AS doneBy, t.version
  FROM tasks t LEFT JOIN patients p ON p.id = t.patient_id`

export type TaskRow = Omit<Task, 'patientName'> & { givenName: string | null; familyName: string | null }

/** A row as the task that people see. */
export const toTask = ({ givenName, familyName, ...row }: TaskRow): Task => ({
  ...row,
  patientName: familyName === null ? null : fullName({ givenName, familyName }),
})

export function readTask(db: Reader, id: TaskId): Task | undefined {
  const row = db.row<TaskRow>(`${taskQuery} WHERE t.id = $id`, { id })
  return row && toTask(row)
}

/** All tasks of a visit, the open ones first. */
export function readTasksOfConsultation(db: Reader, consultationId: ConsultationId): Task[] {
  return db
    .rows<TaskRow>(`${taskQuery} WHERE t.consultation_id = $consultationId ORDER BY t.state = 'done', t.due_on, t.id`, {
      consultationId,
    })
    .map(toTask)
}
