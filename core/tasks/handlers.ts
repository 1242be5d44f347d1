import { authorized } from '../dispatch.js'
import { TaskId } from '../kernel/ids.js'
import { toPage } from '../kernel/page.js'
import { readPatient } from '../patients/reads.js'
import { fullName } from '../patients/rules.js'
import { readTask } from './reads.js'
import { decideDone, decideReopening, openTask } from './rules.js'
import * as store from './store.js'

const implement = authorized.tasks

export const tasksHandlers = {
  list: implement.list.handler(({ input, context }) =>
    context.read((unit) => {
      const { staff } = context.actor
      const whose = input.isMine ? { roles: staff.roles, staffId: staff.id } : null
      const [date = '', id = ''] = input.cursor?.split('|') ?? []
      const after = input.cursor === undefined ? undefined : { date, id }
      const list = input.state === 'open' ? store.listOpen : store.listDone
      const page = toPage(
        list(unit, whose, after, input.limit + 1),
        input.limit,
        (last) => `${(input.state === 'open' ? last.dueOn : last.doneAt) ?? ''}|${last.id}`,
      )
      for (const task of page.items) unit.seen({ kind: 'task', id: task.id, patientId: task.patientId })
      return page
    }),
  ),

  create: implement.create.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const patient = input.patientId === null ? null : readPatient(unit, input.patientId)
      if (patient === undefined) throw errors.PATIENT_UNKNOWN()
      const task = openTask(
        { ...input, kind: 'other', patientName: patient && fullName(patient), consultationId: null, forStaff: null },
        TaskId.parse(context.newId()),
        context.now(),
      )
      return store.addTask(unit, task)
    }),
  ),

  complete: implement.complete.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readTask(unit, input.taskId)
      if (!before) throw errors.TASK_UNKNOWN()
      const decision = decideDone(before, input.outcome, context.actor.actorName, context.now())
      if (!decision.ok) throw errors[decision.refusal.code]()
      return store.changeTask(unit, decision.value)
    }),
  ),

  reopen: implement.reopen.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readTask(unit, input.taskId)
      if (!before) throw errors.TASK_UNKNOWN()
      const decision = decideReopening(before)
      if (!decision.ok) throw errors[decision.refusal.code]()
      return store.changeTask(unit, decision.value)
    }),
  ),
}
