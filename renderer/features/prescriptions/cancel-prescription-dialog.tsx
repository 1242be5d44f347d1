import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Prescription } from '../../../core/prescriptions/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { say } from '../../ui/say.js'

interface CancelPrescriptionDialogProps {
  prescription: Prescription
  onClose: () => void
}

/** Asks before a prescription is cancelled, which nothing takes back. */
export function CancelPrescriptionDialog({ prescription, onClose }: CancelPrescriptionDialogProps) {
  const [reason, setReason] = useState('')
  const [isReasonMissing, setIsReasonMissing] = useState(false)
  const cancel = useOperationCommand('prescriptions.cancel', {
    onDone: () => {
      say({ message: `Prescription ${prescription.code} is cancelled.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Cancel prescription ${prescription.code}?`}
      confirmLabel="Cancel prescription"
      keepLabel="Keep prescription"
      isDanger
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => {
        if (reason.trim() === '') setIsReasonMissing(true)
        else cancel.mutate({ prescriptionId: prescription.id, reason })
      }}
    >
      <Text mb="sm">
        No pharmacy will fill {prescription.medicine.name} on it any more. It stays on record with your reason.
      </Text>
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
