import { Button } from '@mantine/core'
import { useState } from 'react'
import { useSessionState } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { Notice } from '../../ui/notice.js'
import { Points } from '../../ui/points.js'

/** This computer was removed from the clinic: what that means, and how it becomes a new one. */
export function RemovedNotice() {
  const { signOut } = useSessionState()
  const [isAsking, setIsAsking] = useState(false)
  const start = useOperationCommand('devices.startFresh', { onDone: signOut })
  return (
    <>
      <Notice
        tone="attention"
        title="This workstation was removed from the clinic."
        actions={
          <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
            Start afresh
          </Button>
        }
      >
        Its records are still here and can be read. It gets nothing new, and what is written here reaches nobody. To use
        it in the clinic again, start afresh and let an administrator add it.
      </Notice>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title="Start afresh on this workstation?"
        confirmLabel="Start afresh"
        keepLabel="Leave it as it is"
        isPending={start.isPending}
        error={start.error}
        onConfirm={() => start.mutate({})}
      >
        <Points>
          <li>Everybody is signed out here, and the workstation asks for a clinic as if it were new.</li>
          <li>
            The records that it has now are moved, encrypted, into a folder “kept-…” beside. They are not deleted; your
            operator can put them back.
          </li>
          <li>Changes that were never sent are in that folder only. They do not come back by joining again.</li>
        </Points>
      </ConfirmDialog>
    </>
  )
}
