import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { useEffect, useEffectEvent } from 'react'
import type { Joining } from '../../../core/devices/model.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { Notice } from '../../ui/notice.js'

const isUnderWay = ({ state }: Joining): boolean => state === 'waiting-for-approval' || state === 'receiving'

/** How far this workstation has come into its clinic. @param onArrived called when all of it is here. */
export function useJoining(onArrived: () => void) {
  const joining = useOperationQuery(
    'devices.getJoining',
    {},
    { everyMs: (last) => (last !== undefined && isUnderWay(last) ? 500 : false) },
  )
  const isThere = joining.data?.state === 'done'
  const arrived = useEffectEvent(onArrived)
  useEffect(() => {
    if (isThere) arrived()
  }, [isThere])
  return joining
}

interface JoiningProgressProps {
  joining: Joining
  /** The name that was given to this workstation, as the administrator sees it; empty where it is not known. */
  deviceName: string
  /** Where the person stands again when it was given up. */
  onStopped: () => void
}

/** Waiting, receiving, done: in words and numbers. */
export function JoiningProgress({ joining, deviceName, onStopped }: JoiningProgressProps) {
  const stop = useOperationCommand('devices.stopJoining', { onDone: onStopped })
  const { state, receivedOps, expectedOps } = joining
  const share = expectedOps === null || expectedOps === 0 ? 0 : Math.min(100, (receivedOps / expectedOps) * 100)
  return (
    <Stack gap="md">
      {state === 'waiting-for-approval' ? (
        <>
          <Title order={1}>Waiting to be let in</Title>
          <Group gap={10} role="status" wrap="nowrap">
            <IconHourglass size={20} aria-hidden style={{ flex: 'none' }} />
            <Text>
              The code was right. On the administrator’s workstation{' '}
              {deviceName === '' ? 'this computer' : <strong>{deviceName}</strong>} asks to join; it is let in there.
            </Text>
          </Group>
        </>
      ) : (
        <>
          <Title order={1}>{state === 'done' ? 'All is here' : 'Fetching the clinic’s records'}</Title>
          <Progress
            value={state === 'done' ? 100 : share}
            size="lg"
            animated={state !== 'done'}
            aria-label="Records received"
          />
          <Text role="status">
            {expectedOps === null
              ? 'Asking the relay what there is…'
              : `${countWords(receivedOps)} of ${countWords(Math.max(expectedOps, receivedOps))} changes, each checked and put in its place`}
          </Text>
          <Text c="dimmed" size="sm">
            If the line breaks, it goes on by itself. Leave MediChain open until it is done.
          </Text>
        </>
      )}
      {state === 'done' ? null : (
        <div>
          <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({})}>
            Stop
          </Button>
        </div>
      )}
    </Stack>
  )
}

/** What went wrong on the way, above the form that still holds what was typed. */
export function JoiningProblem({ joining }: { joining: Joining | undefined }) {
  if (joining?.state !== 'failed' || joining.problem === null) return null
  return (
    <Notice tone="danger" title="This computer did not come into the clinic.">
      {joining.problem.message}
    </Notice>
  )
}
