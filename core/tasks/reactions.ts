import { TaskId } from '../kernel/ids.js'
import { readPatient } from '../patients/reads.js'
import { fullName } from '../patients/rules.js'
import type { Reaction } from '../ports/reaction.js'
import { openTask, taskAfter } from './rules.js'
import { addTask } from './store.js'

/** Makes the follow-up that a doctor asked for, and the work that a denied claim is to billing. */
export const tasksReaction: Reaction = (event, unit, tools) => {
  const task = taskAfter(event, tools.clinic.timeZone)
  if (!task) return
  // What each workstation finds out by itself is one task for all of them.
  const id = TaskId.parse(event.type === 'chainRefused' ? event.callId : tools.newId())
  const patient = task.patientId === null ? undefined : readPatient(unit, task.patientId)
  const patientName = patient ? fullName(patient) : null
  addTask(unit, openTask({ ...task, patientName }, id, tools.now()))
}
