import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { OwnRelay } from '../../../core/devices/model.js'
import { AppLink } from '../../app/navigation.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { countWords } from '../../ui/count-words.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Section } from '../../ui/page.js'
import { Points } from '../../ui/points.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { ConnectForm } from './connect-form.js'
import classes from './devices.module.css'
import { Fingerprint } from './fingerprint.js'

const words = {
  'not-configured': 'Not set up',
  connecting: 'Connecting',
  connected: 'Connected',
  unreachable: 'Cannot be reached; what waits is sent by itself',
  refused: 'Not trusted; see Sync',
  removed: 'This workstation was removed',
} as const

/** The relay through which this workstation meets the others. */
export function RelayPart({ relay, mayManage }: { relay: OwnRelay; mayManage: boolean }) {
  const status = useOperationQuery('sync.getStatus', {})
  const [open, setOpen] = useState<'move' | 'leave' | null>(null)
  const waiting = status.data?.waitingOps ?? 0
  const leave = useOperationCommand('devices.disconnectRelay', {
    onDone: ({ waitingOps }) => {
      setOpen(null)
      const kept = waitingOps === 0 ? 'Everything had been sent.' : `${count(waitingOps)} wait here for the next relay.`
      say({ tone: 'done', message: `This workstation works alone now. ${kept}` })
    },
  })
  return (
    <Section
      title="Relay"
      actions={
        mayManage ? (
          <>
            <Button size="xs" variant="default" onClick={() => setOpen('move')}>
              Move to another relay
            </Button>
            <Button size="xs" variant="default" onClick={() => setOpen('leave')}>
              Disconnect
            </Button>
          </>
        ) : null
      }
    >
      <Facts
        items={[
          {
            label: 'State',
            value: words[status.data?.relay ?? 'connecting'],
          },
          {
            label: 'Last synced',
            value: status.data?.lastSyncedAt ? <TimeText at={status.data.lastSyncedAt} isRelative /> : 'Not yet',
          },
          {
            label: 'Address',
            value: (
              <span className={classes.address} dir="ltr">
                {relay.url}
              </span>
            ),
          },
          { label: 'Runs on', value: relay.isHere ? 'This workstation' : 'Another computer' },
          // The hub below shows its own.
          ...(relay.isHere
            ? []
            : [
                {
                  label: 'Certificate',
                  value:
                    relay.fingerprint === null ? (
                      'Vouched for by a certificate authority, or on this computer'
                    ) : (
                      <Fingerprint text={relay.fingerprint} />
                    ),
                },
              ]),
        ]}
      />
      <Text size="sm" mt="sm">
        <AppLink to="/sync">See what waits and what came</AppLink>
      </Text>
      <FormDrawer isOpen={open === 'move'} onClose={() => setOpen(null)} title="Move to another relay">
        <ConnectForm isMove onDone={() => setOpen(null)} />
      </FormDrawer>
      <ConfirmDialog
        isOpen={open === 'leave'}
        onClose={() => setOpen(null)}
        title="Disconnect this workstation?"
        confirmLabel="Disconnect"
        keepLabel="Stay connected"
        isPending={leave.isPending}
        error={leave.error}
        onConfirm={() => leave.mutate({})}
      >
        <Points>
          <li>
            It works alone, with everything that it has now. It hears nothing of the others, and they nothing of it.
          </li>
          <li>
            {waiting === 0
              ? 'Everything that was written here has been sent.'
              : `${count(waiting)} that were not sent yet are kept, and sent when it is connected again.`}
          </li>
          <li>It still belongs to the clinic. Connect it to the same relay again to go on.</li>
        </Points>
      </ConfirmDialog>
    </Section>
  )
}

const count = (changes: number): string => `${countWords(changes)} ${changes === 1 ? 'change' : 'changes'}`
