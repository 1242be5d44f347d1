import * as z from 'zod'
import { ConsultationId, PatientId, StaffId, TaskId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { Role } from '../kernel/roles.js'
import { line } from '../kernel/text.js'

export const TaskKind = z.enum(['follow-up', 'claim-denied', 'order-declined', 'chain-refusal', 'review', 'other'])

/** Something that a person has to do by a day. */
export const Task = z.object({
  id: TaskId,
  kind: TaskKind,
  title: z.string(),
  patientId: PatientId.nullable(),
  patientName: z.string().nullable(),
  consultationId: ConsultationId.nullable(),
  dueOn: CalendarDate,
  /** The role that does it, or the one person. */
  forRole: Role.nullable(),
  forStaff: StaffId.nullable(),
  state: z.enum(['open', 'done']),
  outcome: z.string().nullable(),
  createdAt: Instant,
  doneAt: Instant.nullable(),
  doneBy: z.string().nullable(),
  version: z.int(),
})
export type Task = z.infer<typeof Task>

export const CreateTask = z.strictObject({
  title: line(200),
  patientId: PatientId.nullable(),
  dueOn: CalendarDate,
  forRole: Role.nullable(),
})
