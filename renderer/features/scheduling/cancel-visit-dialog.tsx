import type { Consultation } from '../../../core/scheduling/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { say } from '../../ui/say.js'

interface CancelVisitDialogProps {
  visit: Consultation
  /** Whose; not known while the person is still being read. */
  name: string | undefined
  onClose: () => void
  /** The visit is cancelled. */
  onDone: () => void
}

/** Asks before a visit is cancelled. */
export function CancelVisitDialog({ visit, name, onClose, onDone }: CancelVisitDialogProps) {
  const cancel = useOperationCommand('scheduling.cancelConsultation', {
    onDone: () => {
      say({ message: 'The visit was cancelled; its time is free again.' })
      onDone()
    },
  })
  return (
    <ReasonDialog
      onClose={onClose}
      title={`Cancel visit ${visit.code}${name === undefined ? '' : ` of ${name}`}?`}
      confirmLabel="Cancel visit"
      keepLabel="Keep visit"
      missingReason="Say why it is cancelled."
      command={cancel}
      onConfirm={(reason) => cancel.mutate({ consultationId: visit.id, reason })}
    >
      The time becomes free for others. The visit and your reason stay on record.
    </ReasonDialog>
  )
}
