import type { Consultation } from '../../../core/scheduling/model.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { useCancelVisit } from './use-calling-off.js'

interface CancelVisitDialogProps {
  visit: Consultation
  /** Whose; not known while the person is still being read. */
  name: string | undefined
  onClose: () => void
  /** The visit is canceled. */
  onDone: () => void
}

/** Asks before a visit is canceled. */
export function CancelVisitDialog({ visit, name, onClose, onDone }: CancelVisitDialogProps) {
  const cancel = useCancelVisit(onDone)
  return (
    <ReasonDialog
      onClose={onClose}
      title={`Cancel visit ${visit.code}${name === undefined ? '' : ` of ${name}`}?`}
      confirmLabel="Cancel visit"
      keepLabel="Keep visit"
      missingReason="Say why it is canceled."
      command={cancel}
      onConfirm={(reason) => cancel.mutate({ consultationId: visit.id, reason })}
    >
      The time becomes free for others. The visit and your reason stay on record.
    </ReasonDialog>
  )
}
