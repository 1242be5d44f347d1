import { useOperationCommand } from '../../client/operations.js'
import { say } from '../../ui/say.js'
import { useUndo } from '../../ui/undo.js'

const restoredWords = 'The visit takes place after all.'

/** Cancels a visit; its time is free again, and for a moment the toast takes it back. */
export function useCancelVisit(onDone: () => void) {
  const sayCanceled = useUndo('scheduling.restoreConsultation', restoredWords)
  return useOperationCommand('scheduling.cancelConsultation', {
    onDone: ({ id: consultationId }) => {
      sayCanceled('The visit was canceled; its time is free again.', { consultationId })
      onDone()
    },
  })
}

/** Marks a visit as missed; for a moment the toast takes it back. */
export function useNoShow() {
  const sayMissed = useUndo('scheduling.restoreConsultation', restoredWords)
  return useOperationCommand('scheduling.markNoShow', {
    onDone: ({ id: consultationId }) => sayMissed('The visit is marked as missed.', { consultationId }),
  })
}

/** A visit that was canceled or missed by mistake takes place after all, if nobody else has its time. */
export const useRestoreVisit = () =>
  useOperationCommand('scheduling.restoreConsultation', {
    onDone: () => say({ tone: 'done', message: restoredWords }),
  })
