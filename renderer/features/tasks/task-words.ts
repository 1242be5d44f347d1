import type { Task } from '../../../core/tasks/model.js'
import type { Tone } from '../../ui/tone.js'

export const taskKindWords = {
  'follow-up': 'Follow-up',
  'claim-denied': 'Denied claim',
  'order-declined': 'Declined order',
  'chain-refusal': 'Refused by the chain',
  review: 'Review',
  other: 'Task',
} as const satisfies Record<Task['kind'], string>

/** When it is due, in a word, and how much that matters. */
export function dueTone(task: Task, today: string): Tone {
  if (task.state === 'done') return 'done'
  return task.dueOn < today ? 'attention' : task.dueOn === today ? 'accent' : 'neutral'
}
