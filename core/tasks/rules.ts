import type { DomainEvent } from '../kernel/domain-event.js'
import type { TaskId } from '../kernel/ids.js'
import { addDays, dayOf, type Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Task } from './model.js'

/** What is new about a task that somebody or something asks for. */
export type NewTask = Pick<
  Task,
  'kind' | 'title' | 'patientId' | 'patientName' | 'consultationId' | 'dueOn' | 'forRole' | 'forStaff'
>

/** A task as it begins. */
export const openTask = (task: NewTask, id: TaskId, now: Instant): Task => ({
  ...task,
  id,
  state: 'open',
  outcome: null,
  createdAt: now,
  doneAt: null,
  doneBy: null,
  version: 1,
})

/** A task is done once, with what came of it. */
export function decideDone(
  task: Task,
  outcome: string,
  doneBy: string,
  now: Instant,
): Outcome<Task, { code: 'ALREADY_DONE' }> {
  if (task.state === 'done') return refuse({ code: 'ALREADY_DONE' })
  return accept({ ...task, state: 'done', outcome, doneAt: now, doneBy, version: task.version + 1 })
}

/** A task that was closed by mistake is open again, as it was. What was written of it stays in its history. */
export function decideReopening(task: Task): Outcome<Task, { code: 'NOT_DONE' }> {
  if (task.state === 'open') return refuse({ code: 'NOT_DONE' })
  return accept({ ...task, state: 'open', outcome: null, doneAt: null, doneBy: null, version: task.version + 1 })
}

/** What a contract's refusal means for the person who has to look into it. */
function refusalTitle(fn: string, reason: string): string {
  if (fn === 'fillPrescription' && reason === 'AlreadyFilled')
    return 'The chain says that this prescription was filled elsewhere. Find out where before anything more is handed out.'
  if (fn === 'fillPrescription')
    return `The chain did not take a fill of this prescription (${reason}). Check the prescription.`
  return `The chain did not take a record (${fn}: ${reason}). Look at the chain page.`
}

/** The task that follows from what happened, if one does; `timeZone` is the clinic's, whose days people count in. */
export function taskAfter(event: DomainEvent, timeZone: string): Omit<NewTask, 'patientName'> | undefined {
  switch (event.type) {
    case 'encounterCompleted': {
      if (!event.followUp) return undefined
      return {
        kind: 'follow-up',
        title: event.followUp.reason,
        patientId: event.patientId,
        consultationId: event.consultationId,
        dueOn: addDays(dayOf(event.at, timeZone), event.followUp.afterDays),
        forRole: null,
        forStaff: event.doctorId,
      }
    }
    case 'claimDenied':
      return {
        kind: 'claim-denied',
        title: `Claim ${event.claimCode} was denied: ${event.reason}`,
        patientId: event.patientId,
        consultationId: event.consultationId,
        dueOn: dayOf(event.at, timeZone),
        forRole: 'billing',
        forStaff: null,
      }
    case 'orderDeclined':
      return {
        kind: 'order-declined',
        title: `Order ${event.orderCode} was declined: ${event.reason} Tell the patient, or order it otherwise.`,
        patientId: event.patientId,
        consultationId: event.consultationId,
        dueOn: dayOf(event.at, timeZone),
        forRole: null,
        forStaff: event.askedBy,
      }
    case 'fillTooMany':
      return {
        kind: 'review',
        title: `Order ${event.orderCode} was handed out beyond its prescription. Call the patient: it must not be taken as well.`,
        patientId: event.patientId,
        consultationId: event.consultationId,
        dueOn: dayOf(event.at, timeZone),
        forRole: 'pharmacist',
        forStaff: null,
      }
    case 'chainRefused':
      return {
        kind: 'chain-refusal',
        title: refusalTitle(event.fn, event.reason),
        patientId: event.patientId,
        consultationId: event.consultationId,
        dueOn: dayOf(event.at, timeZone),
        forRole: event.fn === 'fillPrescription' ? 'pharmacist' : 'tenant-admin',
        forStaff: null,
      }
    default:
      return undefined
  }
}
