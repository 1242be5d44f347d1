import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PatientId } from '../../../core/kernel/ids.js'
import { Role } from '../../../core/kernel/roles.js'
import { CreateTask } from '../../../core/tasks/model.js'
import { useCan } from '../../app/session.js'
import { useToday } from '../../ui/clinic-context.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { roleWords } from '../../ui/role-words.js'
import { say } from '../../ui/say.js'
import { PatientPicker } from '../scheduling/patient-picker.js'

const mine = 'me'
const forChoices = [
  { value: mine, label: 'Me' },
  ...Role.options.map((role) => ({ value: role as string, label: roleWords[role] })),
]

/** Something to do by a day, by oneself or by whoever has a role; about a patient or not. */
export function AddTaskForm({ onDone }: { onDone: () => void }) {
  const can = useCan()
  const today = useToday()
  const [patientId, setPatientId] = useState<PatientId | undefined>(undefined)
  const state = useOperationForm({
    path: 'tasks.create',
    schema: CreateTask,
    initial: { title: '', dueOn: today, forRole: mine as string },
    toInput: ({ title, dueOn, forRole }) => ({
      title,
      dueOn,
      patientId: patientId ?? null,
      forRole: forRole === mine ? null : forRole,
    }),
    draftKey: 'task',
    onDone: () => {
      say({ tone: 'done', message: 'The task is on the list.' })
      onDone()
    },
  })
  const { form } = state
  return (
    <>
      {can('patients:read') ? (
        <div style={{ marginBlockEnd: 16 }}>
          <PatientPicker patientId={patientId} onChange={setPatientId} />
        </div>
      ) : null}
      <OperationFields state={state} submitLabel="Add task" onCancel={onDone}>
        <TextInput label="What is to be done" maxLength={200} data-autofocus {...form.getInputProps('title')} />
        <TextInput label="Due on" type="date" {...form.getInputProps('dueOn')} />
        <Select label="Who does it" data={forChoices} {...form.getInputProps('forRole')} />
      </OperationFields>
    </>
  )
}
