import type { StaffId } from '../kernel/ids.js'
import type { Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Task } from './model.js'
import { type TaskRow, taskQuery, toTask } from './reads.js'

/** Writes a new task. */
export function addTask(unit: WriteUnit, task: Task): Task {
  unit.run(
    `INSERT INTO tasks (id, kind, title, patient_id, consultation_id, due_on, for_role, for_staff, state, created_at, version)
     VALUES ($id, $kind, $title, $patientId, $consultationId, $dueOn, $forRole, $forStaff, $state, $createdAt, $version)`,
    { ...task },
  )
  return recorded(unit, task)
}

/** Writes the state of a task and what came of it. */
export function changeTask(unit: WriteUnit, task: Task): Task {
  unit.run(
    `UPDATE tasks SET state = $state, outcome = $outcome, done_at = $doneAt, done_by = $doneBy, version = $version
      WHERE id = $id`,
    { ...task },
  )
  return recorded(unit, task)
}

function recorded(unit: WriteUnit, task: Task): Task {
  unit.recorded({ kind: 'task', id: task.id, patientId: task.patientId, version: task.version, body: task })
  return task
}

/** Whose tasks: of these roles, of this person, and those that are for nobody in particular. Null means everybody's. */
export type Assignee = { roles: readonly Role[]; staffId: StaffId } | null

/** Where a page begins: after the row with this date and id. */
export interface After {
  date: string
  id: string
}

/** Open tasks, the first due first. */
export const listOpen = (db: Reader, whose: Assignee, after: After | undefined, limit: number): Task[] =>
  db
    .rows<TaskRow>(
      `${taskQuery} WHERE t.state = 'open' AND (t.due_on, t.id) > ($date, $id) ${mine(whose)}
        ORDER BY t.due_on, t.id LIMIT $limit`,
      { limit, date: after?.date ?? '', id: after?.id ?? '', ...assigned(whose) },
    )
    .map(toTask)

/** Tasks that are done, the latest first. */
export const listDone = (db: Reader, whose: Assignee, after: After | undefined, limit: number): Task[] =>
  db
    .rows<TaskRow>(
      `${taskQuery} WHERE t.state = 'done' AND (t.done_at, t.id) < ($date, $id) ${mine(whose)}
        ORDER BY t.done_at DESC, t.id DESC LIMIT $limit`,
      { limit, date: after?.date ?? '~', id: after?.id ?? '', ...assigned(whose) },
    )
    .map(toTask)

const mine = (whose: Assignee): string =>
  whose === null
    ? ''
    : `AND (t.for_staff = $staffId OR t.for_role IN (SELECT value FROM json_each($roles))
            OR (t.for_staff IS NULL AND t.for_role IS NULL))`

const assigned = (whose: Assignee) =>
  whose === null ? {} : { staffId: whose.staffId, roles: JSON.stringify(whose.roles) }
