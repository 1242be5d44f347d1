import type { DomainEvent } from '../kernel/domain-event.js'
import { TaskId } from '../kernel/ids.js'
import { readPatient } from '../patients/reads.js'
import { fullName } from '../patients/rules.js'
import type { Reaction } from '../ports/reaction.js'
import { openTask, taskAfter } from './rules.js'
import { addTask } from './store.js'

/** What is found out more than once is one task all the same: on each workstation, or again after an old backup was restored. */
const ownId = (event: DomainEvent): string | undefined =>
  event.type === 'chainRefused' ? event.callId : event.type === 'orderDeclined' ? event.orderId : undefined

/** Makes the follow-up that a doctor asked for, and the work that a denied claim is to billing. */
export const tasksReaction: Reaction = (event, unit, tools) => {
  const task = taskAfter(event, tools.clinic.timeZone)
  if (!task) return
  const id = TaskId.parse(ownId(event) ?? tools.newId())
  const patient = task.patientId === null ? undefined : readPatient(unit, task.patientId)
  const patientName = patient ? fullName(patient) : null
  addTask(unit, openTask({ ...task, patientName }, id, tools.now()))
}
