import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SecureDatabase } from '../../../core/databases/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { Points } from '../../ui/points.js'
import { say } from '../../ui/say.js'

/** Says what destroying a key does before it is done, and takes the database's name for a yes. */
export function DestroyKeyDialog({
  database: { id, name },
  onClose,
}: {
  database: SecureDatabase
  onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  const destroy = useOperationCommand('databases.updateStatus', {
    onDone: () => {
      say({ tone: 'done', message: `The key of ${name} is destroyed.` })
      onClose()
    },
  })
  const isConfirmed = typed.trim() === name
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isConfirmed) destroy.mutate({ id, status: 'shredded', confirmation: typed })
  }
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>Destroy the key of {name}?</Text>}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Notice tone="danger" title="Nobody will be able to read this database again." />
          <Points>
            <li>Its key and the keys of all its backups are written over and removed.</li>
            <li>The encrypted files stay where they are, and nothing opens them: not you, not us.</li>
            <li>
              A copy of this workstation’s folder that somebody made before still holds the key. Destroy that too.
            </li>
          </Points>
          <TextInput
            label={`Type ${name} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          {destroy.isError ? <ErrorState error={destroy.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Keep it
            </Button>
            <Button type="submit" color="red" disabled={!isConfirmed} loading={destroy.isPending}>
              Destroy key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
