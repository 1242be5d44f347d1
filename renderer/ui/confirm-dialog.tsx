import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorState } from './error-state.js'

interface ConfirmDialogProps {
  isOpen: boolean
  onClose: () => void
  /** Names the thing: Cancel the visit of Amina Odhiambo? */
  title: string
  children: ReactNode
  /** The verb and the thing: Cancel visit. */
  confirmLabel: string
  /** What leaves everything as it is: Keep visit. */
  keepLabel?: string
  isDanger?: boolean
  isPending?: boolean
  error?: unknown
  onConfirm: () => void
}

/** Asks before what cannot be undone. Nothing else opens a modal. */
export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  confirmLabel,
  keepLabel = 'Go back',
  isDanger = false,
  isPending = false,
  error,
  onConfirm,
}: ConfirmDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={<Text fw={600}>{title}</Text>}>
      <Stack gap="md">
        <div>{children}</div>
        {error === undefined || error === null ? null : <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {keepLabel}
          </Button>
          <Button {...(isDanger ? { color: 'red' } : {})} loading={isPending} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
