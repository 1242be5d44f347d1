import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Task } from '../../../core/tasks/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { ErrorState } from '../../ui/error-state.js'
import { roleWords } from '../../ui/role-words.js'
import { Row, RowList } from '../../ui/row-list.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText, TimeText } from '../../ui/time-text.js'
import { CloseTaskDrawer } from './close-task-drawer.js'
import { dueTone, taskKindWords } from './task-words.js'

interface TaskListProps {
  tasks: readonly Task[]
  /** Without the patient and the visit, where the page is about them. */
  isOnVisit?: boolean
  /** The task whose button stands elsewhere on the page. */
  primaryId?: string | undefined
}

/** Things to do, each with its day, who does it and what came of it. */
export function TaskList({ tasks, isOnVisit = false, primaryId }: TaskListProps) {
  const can = useCan()
  const today = useToday()
  const reopen = useOperationCommand('tasks.reopen', {
    onDone: () => say({ tone: 'done', message: 'The task is open again.' }),
  })
  const [closing, setClosing] = useState<Task | null>(null)
  return (
    <>
      {reopen.isError ? <ErrorState error={reopen.error} /> : null}
      <RowList label="Tasks">
        {tasks.map((task) => (
          <Row
            key={task.id}
            title={
              <>
                {task.title}
                <StatusBadge>{taskKindWords[task.kind]}</StatusBadge>
                <StatusBadge tone={dueTone(task, today)}>
                  {task.state === 'done' ? 'Done' : task.dueOn < today ? 'Overdue' : 'Due'}{' '}
                  {task.state === 'done' ? null : <DateText date={task.dueOn} />}
                </StatusBadge>
              </>
            }
            acts={
              task.state === 'open' && can('tasks:write') && task.id !== primaryId ? (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={tasks.length === 1 ? 'Close task' : `Close task: ${task.title}`}
                  onClick={() => setClosing(task)}
                >
                  Close task
                </Button>
              ) : task.state === 'done' && can('tasks:write') ? (
                <Button
                  size="xs"
                  variant="subtle"
                  aria-label={`Reopen task: ${task.title}`}
                  loading={reopen.isPending && reopen.variables.taskId === task.id}
                  onClick={() => reopen.mutate({ taskId: task.id })}
                >
                  Reopen
                </Button>
              ) : null
            }
          >
            {isOnVisit ? null : <About task={task} />}
            <Text size="xs" c="dimmed" component="div">
              {task.forRole === null ? 'For one person' : `For ${roleWords[task.forRole]}`}
              {task.doneAt === null ? null : (
                <>
                  {' '}
                  · closed by {task.doneBy}, <TimeText at={task.doneAt} />
                </>
              )}
            </Text>
            {task.outcome === null ? null : <div>{task.outcome}</div>}
          </Row>
        ))}
      </RowList>
      <CloseTaskDrawer task={closing} onClose={() => setClosing(null)} />
    </>
  )
}

function About({ task }: { task: Task }) {
  const can = useCan()
  if (task.patientId === null) return null
  return (
    <Group gap="sm">
      {can('patients:read') ? (
        <AppLink to={`/patients/${task.patientId}`}>{task.patientName ?? 'The patient'}</AppLink>
      ) : (
        <span>{task.patientName}</span>
      )}
      {task.consultationId !== null && can('encounters:read') ? (
        <AppLink to={`/visits/${task.consultationId}`}>Open the visit</AppLink>
      ) : null}
    </Group>
  )
}
