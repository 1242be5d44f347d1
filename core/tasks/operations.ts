import * as z from 'zod'
import { TaskId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line } from '../kernel/text.js'
import { CreateTask, Task } from './model.js'

const TASK_UNKNOWN = { status: 404, message: 'This task is not known here.' } as const

export const tasks = {
  list: query('tasks:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/tasks', summary: 'What is to be done, for me and my roles' })
    .input(
      z.strictObject({
        state: z.enum(['open', 'done']).default('open'),
        isMine: z.boolean().default(true),
        ...pageInput,
      }),
    )
    .output(pageOf(Task)),
  create: command('tasks:write')
    .route({ method: 'POST', path: '/api/tasks', successStatus: 201, summary: 'Make a task' })
    .input(CreateTask)
    .output(Task)
    .errors({ PATIENT_UNKNOWN: { status: 404, message: 'This person is not registered here.' } }),
  complete: command('tasks:write')
    .route({ method: 'POST', path: '/api/tasks/{taskId}/complete', summary: 'A task is done' })
    .input(z.strictObject({ taskId: TaskId, outcome: line(300) }))
    .output(Task)
    .errors({
      TASK_UNKNOWN,
      ALREADY_DONE: { status: 409, message: 'Somebody has closed this task already. Nothing was changed.' },
    }),
  reopen: command('tasks:write')
    .route({ method: 'POST', path: '/api/tasks/{taskId}/reopen', summary: 'Take the closing of a task back' })
    .input(z.strictObject({ taskId: TaskId }))
    .output(Task)
    .errors({
      TASK_UNKNOWN,
      NOT_DONE: { status: 409, message: 'This task is open already. Nothing was changed.' },
    }),
}
