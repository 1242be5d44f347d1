import { Button, Group, Text } from '@mantine/core'
import { IconQrcode, IconVideo } from '@tabler/icons-react'
import { useState } from 'react'
import type { Visit } from '../../../core/encounters/model.js'
import { useCan, useSession } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import classes from './call.module.css'
import { useCalls } from './call-context.js'
import { CallPanel } from './call-panel.js'
import { roleWords } from './call-words.js'
import { InvitePatient } from './invite-patient.js'

/** The call of a visit by video, beside its chart: the way in, or the call itself. */
export function VisitCall({ visit }: { visit: Visit }) {
  const can = useCan()
  const { active } = useCalls()
  const { id, mode, state } = visit.consultation
  if (mode !== 'video' || !can('telehealth:join')) return null
  const isHere = active?.consultationId === id
  const isOpen = state === 'booked' || state === 'arrived' || state === 'in-progress'
  if (!isHere && !isOpen) return null
  return isHere ? <CallPanel active={active} /> : <Door visit={visit} />
}

function Door({ visit }: { visit: Visit }) {
  const { staff } = useSession()
  const { join, isJoining, problem, active } = useCalls()
  const [isInviting, setIsInviting] = useState(false)
  const { id } = visit.consultation
  const call = useOperationQuery('telehealth.getCall', { consultationId: id })
  const isDoctor = staff.id === visit.doctor.id
  const here = (call.data?.participants ?? []).filter(({ isConnected, state }) => isConnected && state !== 'removed')
  return (
    <section className={classes.panel} aria-label="Video call">
      <header className={classes.head}>
        <Text fw={600}>Video call</Text>
        <Text size="xs" c="dimmed">
          Encrypted, never recorded
        </Text>
      </header>
      {here.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody is there yet.
        </Text>
      ) : (
        <ul className={classes.waiting} aria-label="Who is there">
          {here.map(({ id: seat, role, state }) => (
            <li key={seat}>
              <Text size="sm">
                <b>{roleWords[role]}</b> {state === 'admitted' ? 'is in the call' : 'waits in the lobby'}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {call.data?.problem ? <Notice>{call.data.problem.message}</Notice> : null}
      {problem === null ? null : <ErrorState error={problem} />}
      {active === null ? null : <Notice>You are in the call of another visit. Joining here leaves that one.</Notice>}
      <Group gap="xs" grow>
        <Button
          size="xs"
          variant={isDoctor && here.length > 0 ? 'filled' : 'default'}
          leftSection={<IconVideo size={15} />}
          loading={isJoining}
          onClick={() => join(id, isDoctor ? 'doctor' : 'companion')}
        >
          {isDoctor ? 'Join call' : 'Join as companion'}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconQrcode size={15} />} onClick={() => setIsInviting(true)}>
          Invite patient
        </Button>
      </Group>
      {isDoctor ? null : (
        <Text size="xs" c="dimmed">
          A companion sits beside the patient at this workstation. The doctor admits you.
        </Text>
      )}
      <FormDrawer isOpen={isInviting} onClose={() => setIsInviting(false)} title="Invite patient to the call">
        <InvitePatient visit={visit} />
      </FormDrawer>
    </section>
  )
}
