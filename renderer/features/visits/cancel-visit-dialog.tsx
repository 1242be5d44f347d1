import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Consultation } from '../../../core/scheduling/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { say } from '../../ui/say.js'

interface CancelVisitDialogProps {
  visit: Consultation
  name: string
  onClose: () => void
}

/** Asks before a visit is cancelled. */
export function CancelVisitDialog({ visit, name, onClose }: CancelVisitDialogProps) {
  const [reason, setReason] = useState('')
  const [isReasonMissing, setIsReasonMissing] = useState(false)
  const cancel = useOperationCommand('scheduling.cancelConsultation', {
    onDone: () => {
      say({ message: 'The visit was cancelled; its time is free again.' })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Cancel visit ${visit.code} of ${name}?`}
      confirmLabel="Cancel visit"
      keepLabel="Keep visit"
      isDanger
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => {
        if (reason.trim() === '') setIsReasonMissing(true)
        else cancel.mutate({ consultationId: visit.id, reason })
      }}
    >
      <Text mb="sm">The time becomes free for others. The visit and your reason stay on record.</Text>
      <TextInput
        label="Reason"
        maxLength={200}
        value={reason}
        error={isReasonMissing && reason.trim() === '' ? 'Say why it is cancelled.' : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
