import { Button, Checkbox, Group, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCopy, IconHourglass, IconRefresh } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Device, Invited, WaitingDevice } from '../../../core/devices/model.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { Notice } from '../../ui/notice.js'
import { Points } from '../../ui/points.js'
import { say } from '../../ui/say.js'
import { QrCode } from '../prescriptions/qr-code.js'
import classes from './devices.module.css'
import { minutesAndSeconds, useSecondsLeft } from './use-seconds-left.js'

/** Shows a one-time code, waits for the workstation that enters it, and lets it in. */
export function InvitePanel({ onClose }: { onClose: () => void }) {
  const [joined, setJoined] = useState<Device | null>(null)
  const invite = useOperationCommand('devices.invite')
  const { mutate } = invite
  const isAsked = useRef(false)
  useEffect(() => {
    // The window's strict mode runs an effect twice; a code is made once.
    if (isAsked.current) return
    isAsked.current = true
    mutate({})
  }, [mutate])
  const waiting = useOperationQuery('devices.listWaiting', {}, { isEnabled: joined === null, everyMs: 4_000 })
  const [asking] = waiting.data ?? []

  if (joined !== null) {
    return (
      <Joined
        device={joined}
        onMore={() => {
          setJoined(null)
          mutate({})
        }}
        onClose={onClose}
      />
    )
  }
  return (
    <div className={classes.invite}>
      {asking === undefined ? null : <Asking key={asking.inviteId} waiting={asking} onJoined={setJoined} />}
      {invite.isError ? <ErrorState error={invite.error} onRetry={() => mutate({})} /> : null}
      {waiting.isError ? <ErrorState error={waiting.error} onRetry={() => void waiting.refetch()} /> : null}
      {invite.data === undefined ? (
        invite.isError ? null : (
          <LoadingShape />
        )
      ) : (
        <Code invited={invite.data} onRenew={() => mutate({})} isAnswered={asking !== undefined} />
      )}
    </div>
  )
}

function Code({ invited, onRenew, isAnswered }: { invited: Invited; onRenew: () => void; isAnswered: boolean }) {
  const seconds = useSecondsLeft(invited.expiresAt)
  const isOver = seconds === 0
  const isOnlyHere = /\/\/(127\.|localhost|\[::1\])/.test(invited.relayUrl)
  return (
    <>
      <div>
        <Text fw={600} mb={6} id="invite-code">
          One-time code
        </Text>
        <output className={classes.code} data-over={isOver} aria-labelledby="invite-code" dir="ltr">
          {invited.shortCode.replaceAll('-', ' ')}
        </output>
        <Group justify="space-between" mt={8} wrap="wrap">
          <Text size="sm" c="dimmed" role="timer" aria-label="Time left">
            {isOver
              ? 'This code is over. Show a new one.'
              : `For one workstation, for ${minutesAndSeconds(seconds)} more`}
          </Text>
          <Button size="compact-sm" variant="subtle" leftSection={<IconRefresh size={15} />} onClick={onRenew}>
            New code
          </Button>
        </Group>
      </div>
      {isOnlyHere ? (
        <Notice tone="attention" title="Other computers cannot reach this relay.">
          It runs on this computer alone. Move to the clinic’s hub or another relay first.
        </Notice>
      ) : null}
      <div className={classes.ways}>
        <div className={classes.words}>
          <Text fw={600} mb={6}>
            On the other computer
          </Text>
          <Points isNumbered>
            <li>
              Start MediChain and choose <strong>Join your clinic</strong>.
            </li>
            <li>
              Type the code. The clinic’s relay is found in the network; elsewhere its address is{' '}
              <span className={classes.address} dir="ltr">
                {invited.relayUrl}
              </span>
              .
            </li>
            <li>Give that computer a name. It then appears here, and you let it in.</li>
          </Points>
        </div>
        {isOver ? null : (
          <QrCode text={invited.code} label="The code as a QR code, with the relay’s address" className={classes.qr} />
        )}
      </div>
      <Group>
        <Button
          size="xs"
          variant="default"
          disabled={isOver}
          leftSection={<IconCopy size={15} />}
          onClick={() => {
            void navigator.clipboard.writeText(invited.code).then(
              () => say({ tone: 'done', message: 'The long code was copied: it holds the relay’s address too.' }),
              () => say({ tone: 'danger', message: 'The code could not be copied. Read it aloud instead.' }),
            )
          }}
        >
          Copy long code
        </Button>
      </Group>
      {isAnswered || isOver ? null : (
        <Group gap={8} role="status">
          <IconHourglass size={16} aria-hidden />
          <Text size="sm" c="dimmed">
            Waiting for the other computer…
          </Text>
        </Group>
      )}
    </>
  )
}

/** A workstation knows the code and asks to come in. */
function Asking({ waiting, onJoined }: { waiting: WaitingDevice; onJoined: (device: Device) => void }) {
  const [isAdministrator, setIsAdministrator] = useState(false)
  const approve = useOperationCommand('devices.approve', { onDone: onJoined })
  return (
    <section className={classes.waiting} aria-label="A workstation asks to join" role="status">
      <div>
        <Title order={3}>{waiting.name} asks to join</Title>
        <Text size="sm">
          It has entered your code. Let it in only if this is the computer that you were thinking of.
        </Text>
      </div>
      <Checkbox
        label="It may also add and remove workstations"
        checked={isAdministrator}
        onChange={(event) => setIsAdministrator(event.currentTarget.checked)}
      />
      {approve.isError ? <ErrorState error={approve.error} /> : null}
      <Group>
        <Button
          loading={approve.isPending}
          onClick={() => approve.mutate({ inviteId: waiting.inviteId, isAdministrator })}
        >
          Let it in
        </Button>
      </Group>
    </section>
  )
}

function Joined({ device, onMore, onClose }: { device: Device; onMore: () => void; onClose: () => void }) {
  return (
    <div className={classes.invite} role="status">
      <Group gap={10} wrap="nowrap" align="flex-start">
        <IconCircleCheck size={28} color="var(--mc-done-text)" aria-hidden />
        <div>
          <Title order={3}>{device.name} belongs to the clinic now</Title>
          <Text mt={4}>
            It is fetching the records, which takes from seconds to minutes. Then everybody signs in there with the name
            and passphrase that they have here.
          </Text>
        </div>
      </Group>
      <Group>
        <Button onClick={onClose}>Done</Button>
        <Button variant="default" onClick={onMore}>
          Add another one
        </Button>
      </Group>
    </div>
  )
}
