import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconPlugConnected, IconRouter } from '@tabler/icons-react'
import { useState } from 'react'
import type { Device } from '../../../core/devices/model.js'
import { useSession } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { ConnectForm } from './connect-form.js'
import classes from './devices.module.css'
import { WorkstationList } from './workstation-list.js'

/** This workstation works alone: what more would bring, and the two ways to it. */
export function StartSyncing({ mayManage, devices }: { mayManage: boolean; devices: readonly Device[] }) {
  const [open, setOpen] = useState<'hub' | 'relay' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Notice title="This workstation works alone.">
        Everything is kept here and nothing leaves this computer. Other computers can share the records once they have a
        relay to meet at: it passes on what it cannot read.
      </Notice>
      {mayManage ? (
        <div className={classes.cards}>
          <section className={classes.card} aria-label="Make this workstation the hub">
            <IconRouter size={24} aria-hidden />
            <Title order={2}>Everything in one building</Title>
            <Text c="dimmed">
              This workstation becomes the clinic’s hub. The others find it in the network. No internet is needed.
            </Text>
            <Button onClick={() => setOpen('hub')}>Make this workstation the hub</Button>
          </section>
          <section className={classes.card} aria-label="Connect to a relay">
            <IconPlugConnected size={24} aria-hidden />
            <Title order={2}>A relay runs elsewhere</Title>
            <Text c="dimmed">
              On a server of yours, or on another computer of the clinic that is always switched on.
            </Text>
            <Button variant="default" onClick={() => setOpen('relay')}>
              Connect to a relay
            </Button>
          </section>
        </div>
      ) : (
        <Text c="dimmed">An administrator of the clinic sets that up.</Text>
      )}
      {devices.length > 1 ? (
        <Section title="Workstations of the clinic">
          <WorkstationList devices={devices} mayManage={false} />
        </Section>
      ) : null}
      <FormDrawer isOpen={open === 'hub'} onClose={close} title="Make this workstation the hub">
        <HubForm onDone={close} />
      </FormDrawer>
      <FormDrawer isOpen={open === 'relay'} onClose={close} title="Connect to a relay">
        <ConnectForm isMove={false} onDone={close} />
      </FormDrawer>
    </>
  )
}

/** Starts the hub and connects this workstation to it, in one step for the person. */
function HubForm({ onDone }: { onDone: () => void }) {
  const { clinic } = useSession()
  const [deviceName, setDeviceName] = useState('Front desk')
  const [isMissing, setIsMissing] = useState(false)
  const connect = useOperationCommand('devices.connectRelay', {
    onDone: () => {
      say({ tone: 'done', message: 'This workstation is the clinic’s hub. Add the others now.' })
      onDone()
    },
  })
  const start = useOperationCommand('devices.startHub', {
    onDone: ({ url, fingerprint }) => {
      if (url !== null) connect.mutate({ url, fingerprint, deviceName: deviceName.trim(), admission: null })
    },
  })
  const failed = start.data?.state === 'failed' ? start.data.problem : null
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setIsMissing(deviceName.trim() === '')
        if (deviceName.trim() !== '') start.mutate({ name: `${clinic.name}, hub`.slice(0, 60) })
      }}
    >
      <Stack gap="md">
        <Text>
          Choose a computer that stays where it is and is switched on while the others work. It keeps what they send
          each other, encrypted with keys that it does not have.
        </Text>
        {failed === null ? null : (
          <Notice tone="attention" title="The hub did not start.">
            {failed} Nothing else was changed.
          </Notice>
        )}
        {start.isError ? <ErrorState error={start.error} /> : null}
        {connect.isError ? <ErrorState error={connect.error} /> : null}
        <TextInput
          label="Name of this workstation"
          description="As the others will see it"
          autoComplete="off"
          data-autofocus
          maxLength={60}
          value={deviceName}
          error={isMissing ? 'Fill this in.' : null}
          onChange={(event) => setDeviceName(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={start.isPending || connect.isPending}>
            Start the hub
          </Button>
        </div>
      </Stack>
    </form>
  )
}
