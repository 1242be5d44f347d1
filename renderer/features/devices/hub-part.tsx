import { Switch, Text } from '@mantine/core'
import { useState } from 'react'
import type { Hub } from '../../../core/devices/model.js'
import { useSession } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { Points } from '../../ui/points.js'
import { QrCode } from '../prescriptions/qr-code.js'
import classes from './devices.module.css'
import { Fingerprint } from './fingerprint.js'

/** The hub as it is now; looked at again while it starts or is tried again. */
export const useHub = () =>
  useOperationQuery(
    'devices.getHub',
    {},
    { everyMs: (last) => (last?.state === 'starting' || last?.state === 'failed' ? 1_000 : false) },
  )

/** Whether this workstation is the clinic's hub. */
export function HubPart({ mayManage }: { mayManage: boolean }) {
  const { clinic } = useSession()
  const hub = useHub()
  const [isAsking, setIsAsking] = useState(false)
  const again = () => {
    setIsAsking(false)
    void hub.refetch()
  }
  const start = useOperationCommand('devices.startHub', { onDone: again })
  const stop = useOperationCommand('devices.stopHub', { onDone: again })
  const state = hub.data?.state ?? 'off'
  const isOn = state !== 'off'
  return (
    <Section title="Hub of this network">
      <Switch
        label="This workstation is a hub for the clinic’s network"
        description="It runs a relay for the others, without internet. It must be switched on while they sync; what it keeps, it cannot read."
        checked={isOn}
        disabled={!mayManage || start.isPending || stop.isPending}
        onChange={() => (isOn ? setIsAsking(true) : start.mutate({ name: `${clinic.name}, hub`.slice(0, 60) }))}
      />
      {start.isError ? <ErrorState error={start.error} /> : null}
      {start.isPending || state === 'starting' ? (
        <Text size="sm" c="dimmed" role="status" mt="sm">
          The hub is starting…
        </Text>
      ) : null}
      {hub.data === undefined ? null : <HubFacts hub={hub.data} />}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title="Stop the hub here?"
        confirmLabel="Stop hub"
        keepLabel="Keep it running"
        isPending={stop.isPending}
        error={stop.error}
        onConfirm={() => stop.mutate({})}
      >
        <Points>
          <li>Workstations that sync through it go on working, and keep what they write until it runs again.</li>
          <li>What it holds stays on this computer’s disk.</li>
        </Points>
      </ConfirmDialog>
    </Section>
  )
}

/** Where the others reach the hub of this workstation, or why it does not run. */
export function HubFacts({ hub }: { hub: Hub }) {
  if (hub.state === 'failed') {
    return (
      <Notice tone="attention" title="The hub does not run.">
        {hub.problem ?? 'The reason is not known.'} It is tried again by itself. If another program uses its port, end
        that program.
      </Notice>
    )
  }
  if (hub.state !== 'on' || hub.url === null) return null
  return (
    <div className={classes.ways} style={{ marginBlockStart: 14 }}>
      <div className={classes.words}>
        <Facts
          items={[
            {
              label: 'Address',
              value: (
                <span className={classes.address} dir="ltr">
                  {hub.url}
                </span>
              ),
            },
            {
              label: 'Certificate',
              value: hub.fingerprint === null ? 'None' : <Fingerprint text={hub.fingerprint} />,
            },
          ]}
        />
      </div>
      <QrCode text={hub.url} label="The hub’s address as a QR code" className={classes.qr} />
    </div>
  )
}
