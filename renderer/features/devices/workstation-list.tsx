import { Button, Text } from '@mantine/core'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { useState } from 'react'
import type { Device } from '../../../core/devices/model.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Row, RowList } from '../../ui/row-list.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { RemoveDialog } from './remove-dialog.js'
import { RenameForm } from './rename-form.js'

/** Every computer that belongs to the clinic, this one first, those that were removed last. */
export function WorkstationList({ devices, mayManage }: { devices: readonly Device[]; mayManage: boolean }) {
  const [renaming, setRenaming] = useState<Device | null>(null)
  const [removing, setRemoving] = useState<Device | null>(null)
  const mayRemove = mayManage && devices.some(({ isThisDevice, isAdministrator }) => isThisDevice && isAdministrator)
  const rank = (device: Device) => (device.isThisDevice ? 0 : device.isRevoked ? 2 : 1)
  const sorted = [...devices].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
  return (
    <>
      <RowList label="Workstations">
        {sorted.map((device) => (
          <Row
            key={device.id}
            isPast={device.isRevoked}
            start={<IconDeviceDesktop size={22} stroke={1.5} aria-hidden />}
            title={
              <>
                {device.name}
                {device.isThisDevice ? <StatusBadge tone="accent">This one</StatusBadge> : null}
                {device.isAdministrator && !device.isRevoked ? <StatusBadge>Adds workstations</StatusBadge> : null}
                {device.isRevoked ? <StatusBadge tone="attention">Removed</StatusBadge> : null}
              </>
            }
            acts={
              mayManage && !device.isRevoked ? (
                <>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={`Rename ${device.name}`}
                    onClick={() => setRenaming(device)}
                  >
                    Rename
                  </Button>
                  {mayRemove && !device.isThisDevice ? (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      aria-label={`Remove ${device.name}`}
                      onClick={() => setRemoving(device)}
                    >
                      Remove
                    </Button>
                  ) : null}
                </>
              ) : null
            }
          >
            {device.place === null ? null : <div>{device.place}</div>}
            <Text size="sm" c="dimmed">
              <Story device={device} />
            </Text>
          </Row>
        ))}
      </RowList>
      <FormDrawer
        isOpen={renaming !== null}
        onClose={() => setRenaming(null)}
        title={`Name of ${renaming?.name ?? 'the workstation'}`}
      >
        {renaming === null ? null : <RenameForm device={renaming} onDone={() => setRenaming(null)} />}
      </FormDrawer>
      {removing === null ? null : <RemoveDialog device={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

/** Who added it and when, and when it was last heard of; for one that was removed, who did that. */
function Story({ device }: { device: Device }) {
  const { addedBy, addedOn, enrolledAt, lastHeardAt, removedAt, removedBy } = device
  return (
    <>
      Added <TimeText at={enrolledAt} show="day" />
      {addedBy === null ? null : ` by ${addedBy}`}
      {addedOn === null ? null : ` on ${addedOn}`}
      {' · '}
      {removedAt === null ? (
        device.isThisDevice ? (
          'in use now'
        ) : lastHeardAt === null ? (
          'nothing written there yet'
        ) : (
          <>
            last change from it <TimeText at={lastHeardAt} isRelative />
          </>
        )
      ) : (
        <>
          removed <TimeText at={removedAt} show="day" />
          {removedBy === null ? null : ` by ${removedBy}`}
        </>
      )}
    </>
  )
}
