import { Text } from '@mantine/core'
import type { Device } from '../../../core/devices/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { Points } from '../../ui/points.js'
import { say } from '../../ui/say.js'

/** Asks before a workstation is removed, and says what that does and what it cannot do. */
export function RemoveDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const revoke = useOperationCommand('devices.revoke', {
    onDone: () => {
      say({ tone: 'done', message: `${device.name} was removed. All others have a new key.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${device.name}?`}
      confirmLabel="Remove workstation"
      keepLabel="Keep it"
      isDanger
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ id: device.id })}
    >
      <Points>
        <li>From now on it gets nothing new, and nothing that is written there reaches the others.</li>
        <li>
          All other workstations get a new key by themselves. What is saved from now on cannot be read with the old one.
        </li>
        <li>
          It keeps what it already has, encrypted under its people’s passphrases. If it was stolen, have everybody who
          signed in there change their passphrase.
        </li>
        <li>Changes that it has not sent yet stay on it alone.</li>
      </Points>
      <Text mt="sm">This cannot be undone; it can be added again as a new workstation.</Text>
    </ConfirmDialog>
  )
}
