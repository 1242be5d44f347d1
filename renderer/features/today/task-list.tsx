import { useOperationPages } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { dateWords } from '../../ui/time-words.js'
import { WorkList } from './work-list.js'

/** What is to be done by this person or their roles, the most urgent first. */
export function OpenTasks() {
  const today = useToday()
  const tasks = useOperationPages('tasks.list', { state: 'open', isMine: true, limit: 50 })
  return (
    <WorkList
      title="Tasks"
      empty="Nothing is waiting for you."
      isPending={tasks.isPending}
      error={tasks.error}
      onRetry={() => void tasks.refetch()}
      items={[...tasks.items]
        .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
        .map((task) => ({
          key: task.id,
          to: task.consultationId === null ? '/tasks' : `/visits/${task.consultationId}`,
          title: task.title,
          detail: task.patientName ?? 'No patient',
          end: (
            <StatusBadge tone={task.dueOn < today ? 'danger' : task.dueOn === today ? 'attention' : 'neutral'}>
              {task.dueOn < today
                ? `Overdue since ${dateWords(task.dueOn)}`
                : task.dueOn === today
                  ? 'Today'
                  : dateWords(task.dueOn)}
            </StatusBadge>
          ),
        }))}
    />
  )
}
