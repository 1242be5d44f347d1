import { Group, Text, Textarea } from '@mantine/core'
import type { Task } from '../../../core/tasks/model.js'
import { tasks } from '../../../core/tasks/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { inputSchemaOf } from '../../ui/operation-schema.js'
import { DateText } from '../../ui/time-text.js'
import { useUndo } from '../../ui/undo.js'

/** A task is done with what came of it; who closed it by mistake takes that back at once. */
export function CloseTaskDrawer({ task, onClose }: { task: Task | null; onClose: () => void }) {
  return (
    <FormDrawer isOpen={task !== null} onClose={onClose} title="Close task">
      {task === null ? null : <CloseTaskForm task={task} onDone={onClose} />}
    </FormDrawer>
  )
}

function CloseTaskForm({ task, onDone }: { task: Task; onDone: () => void }) {
  const sayClosed = useUndo('tasks.reopen', 'The task is open again.')
  const state = useOperationForm({
    path: 'tasks.complete',
    schema: inputSchemaOf(tasks.complete),
    initial: { outcome: '' },
    toInput: ({ outcome }) => ({ taskId: task.id, outcome }),
    draftKey: `close-task-${task.id}`,
    onDone: ({ id: taskId }) => {
      sayClosed('The task is closed.', { taskId })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Close task" onCancel={onDone}>
      <div>
        <Text fw={500}>{task.title}</Text>
        <Group gap={6}>
          {task.patientName === null ? null : <Text c="dimmed">{task.patientName} ·</Text>}
          <Text c="dimmed">
            due <DateText date={task.dueOn} />
          </Text>
        </Group>
      </div>
      <Textarea
        label="Outcome"
        description="What came of it"
        autosize
        minRows={3}
        maxLength={300}
        data-autofocus
        {...state.form.getInputProps('outcome')}
      />
    </OperationFields>
  )
}
