import type { Prescription } from '../../../core/prescriptions/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { say } from '../../ui/say.js'

interface CancelPrescriptionDialogProps {
  prescription: Prescription
  onClose: () => void
}

/** Asks before a prescription is canceled, which nothing takes back. */
export function CancelPrescriptionDialog({ prescription, onClose }: CancelPrescriptionDialogProps) {
  const cancel = useOperationCommand('prescriptions.cancel', {
    onDone: () => {
      say({ message: `Prescription ${prescription.code} is canceled.` })
      onClose()
    },
  })
  return (
    <ReasonDialog
      onClose={onClose}
      title={`Cancel prescription ${prescription.code}?`}
      confirmLabel="Cancel prescription"
      keepLabel="Keep prescription"
      missingReason="Say why it is canceled."
      command={cancel}
      onConfirm={(reason) => cancel.mutate({ prescriptionId: prescription.id, reason })}
    >
      No pharmacy will fill {prescription.medicine.name} on it any more. It stays on record with your reason.
    </ReasonDialog>
  )
}
