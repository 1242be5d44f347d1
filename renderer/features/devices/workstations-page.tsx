import { Button } from '@mantine/core'
import { IconDevicesPlus } from '@tabler/icons-react'
import type { Device } from '../../../core/devices/model.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { HubPart } from './hub-part.js'
import { InvitePanel } from './invite-panel.js'
import { RelayPart } from './relay-part.js'
import { RemovedNotice } from './removed-notice.js'
import { StartSyncing } from './start-syncing.js'
import { WorkstationList } from './workstation-list.js'

/** The computers that share this clinic's records, and the relay through which they meet. */
export function WorkstationsPage() {
  const can = useCan()
  const go = useGo()
  const mayManage = can('clinic:manage')
  const devices = useOperationQuery('devices.list', {})
  const own = useOperationQuery('devices.getRelay', {})
  const status = useOperationQuery('sync.getStatus', {})
  const isAdding = useSearchParams().add !== undefined && mayManage
  const close = () => go('/workstations', { isReplacing: true })
  const relay = own.data?.relay ?? null
  const isRemoved = status.data?.relay === 'removed'
  const thisOne = devices.data?.find(({ isThisDevice }) => isThisDevice)
  const mayInvite = mayManage && relay !== null && !isRemoved && thisOne?.isAdministrator === true
  return (
    <Page
      title="Workstations"
      subtitle="The computers that share this clinic’s records. Each keeps all of them, encrypted, and works without the others."
      width="narrow"
      actions={
        mayInvite ? (
          <Button
            leftSection={<IconDevicesPlus size={16} />}
            onClick={() => go('/workstations?add=1', { isReplacing: true })}
          >
            Add workstation
          </Button>
        ) : null
      }
    >
      {isRemoved ? <RemovedNotice /> : null}
      <QueryView query={own}>
        {(found) =>
          found.relay === null ? (
            <StartSyncing mayManage={mayManage} devices={devices.data ?? []} />
          ) : (
            <>
              {mayManage && thisOne && !thisOne.isAdministrator && !isRemoved ? (
                <Notice>{cannotInvite(devices.data ?? [])}</Notice>
              ) : null}
              <Section title="Workstations of the clinic">
                <QueryView query={devices}>
                  {(all) => <WorkstationList devices={all} mayManage={mayManage && !isRemoved} />}
                </QueryView>
              </Section>
              <RelayPart relay={found.relay} mayManage={mayManage && !isRemoved} />
              <HubPart mayManage={mayManage && !isRemoved} />
            </>
          )
        }
      </QueryView>
      <FormDrawer isOpen={isAdding && mayInvite} onClose={close} title="Add workstation" size={560}>
        <InvitePanel onClose={close} />
      </FormDrawer>
    </Page>
  )
}

function cannotInvite(devices: readonly Device[]): string {
  const names = devices
    .filter(({ isAdministrator, isRevoked }) => isAdministrator && !isRevoked)
    .map(({ name }) => name)
  const where =
    names.length === 0
      ? 'an administrator’s workstation'
      : new Intl.ListFormat('en', { type: 'disjunction' }).format(names)
  return `Workstations are added and removed on ${where}. This one was not let in as an administrator’s.`
}
