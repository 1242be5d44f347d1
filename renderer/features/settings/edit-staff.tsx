import { Button, Divider, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { type Staff, UpdateStaff } from '../../../core/identity/model.js'
import { useSession } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { ErrorState } from '../../ui/error-state.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { RolesField } from './roles-field.js'

/** Somebody's name and roles, and whether they may sign in. */
export function EditStaff({ person, onDone }: { person: Staff; onDone: () => void }) {
  const state = useOperationForm({
    path: 'identity.updateStaff',
    schema: UpdateStaff,
    initial: { displayName: person.displayName, roles: person.roles as string[] },
    toInput: (values) => ({ ...values, staffId: person.id, version: person.version }),
    onDone: (saved) => {
      say({ tone: 'done', message: `${saved.displayName} is saved. New roles count from now on.` })
      onDone()
    },
  })
  const { form } = state
  return (
    <Stack gap="lg">
      <OperationFields state={state} submitLabel="Save" onCancel={onDone}>
        <TextInput label="Name" autoComplete="off" {...form.getInputProps('displayName')} />
        <RolesField {...form.getInputProps('roles')} />
      </OperationFields>
      <Divider />
      <Standing person={person} />
    </Stack>
  )
}

function Standing({ person }: { person: Staff }) {
  const { staff: self } = useSession()
  const [isAsking, setIsAsking] = useState(false)
  const turnOff = useOperationCommand('identity.deactivateStaff', {
    onDone: () => say({ tone: 'done', message: `${person.displayName} cannot sign in any more.` }),
  })
  const turnOn = useOperationCommand('identity.reactivateStaff', {
    onDone: () => say({ tone: 'done', message: `${person.displayName} can sign in again.` }),
  })
  const input = { staffId: person.id, version: person.version }
  return (
    <Stack gap="xs" align="flex-start">
      <Title order={3}>Sign-in</Title>
      <Text size="sm" c="dimmed">
        {person.id === self.id
          ? 'This is you. Another administrator can turn your sign-in off.'
          : person.isActive
            ? 'On at every workstation. Turned off, this person is signed out everywhere and their key signs nothing more; what they wrote stays under their name.'
            : 'Off at every workstation. Turned on, this person signs in with the passphrase they had.'}
      </Text>
      {turnOn.isError ? <ErrorState error={turnOn.error} /> : null}
      {person.id === self.id ? null : person.isActive ? (
        <Button variant="light" color="red" onClick={() => setIsAsking(true)}>
          Turn off sign-in
        </Button>
      ) : (
        <Button variant="default" loading={turnOn.isPending} onClick={() => turnOn.mutate(input)}>
          Turn on sign-in
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Turn off the sign-in of ${person.displayName}?`}
        confirmLabel="Turn off sign-in"
        keepLabel="Keep it on"
        isDanger
        isPending={turnOff.isPending}
        error={turnOff.error}
        onConfirm={() => turnOff.mutate(input)}
      >
        They are signed out at once here, and at other workstations as soon as these have synced. Nothing that they
        wrote or signed changes.
      </ConfirmDialog>
    </Stack>
  )
}
