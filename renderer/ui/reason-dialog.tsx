import { Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from './confirm-dialog.js'

interface ReasonDialogProps {
  onClose: () => void
  title: string
  /** What happens, and what stays. */
  children: ReactNode
  confirmLabel: string
  keepLabel: string
  /** Said beside the field when it was left empty: Say why it is canceled. */
  missingReason: string
  /** The operation: its state shows in the dialog. */
  command: { isPending: boolean; error: unknown }
  onConfirm: (reason: string) => void
}

/** Asks before what cannot be undone, and why: the reason stays on record. */
export function ReasonDialog({ onClose, children, missingReason, command, onConfirm, ...words }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const [isAsked, setIsAsked] = useState(false)
  const isMissing = isAsked && reason.trim() === ''
  return (
    <ConfirmDialog
      {...words}
      isOpen
      onClose={onClose}
      isDanger
      isPending={command.isPending}
      error={command.error}
      onConfirm={() => {
        setIsAsked(true)
        if (reason.trim() !== '') onConfirm(reason)
      }}
    >
      <Text mb="sm">{children}</Text>
      <TextInput
        label="Reason"
        maxLength={200}
        value={reason}
        error={isMissing ? missingReason : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
