import '../../ui/styles-rest.js'
import { Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { IconBuildingHospital, IconCompass } from '@tabler/icons-react'
import { useState } from 'react'
import type { Session } from '../../../core/identity/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import classes from './first-run.module.css'
import { LockFrame, LockWaiting } from './lock-frame.js'
import { RecoveryCode } from './recovery-code.js'
import { SetUpForm } from './set-up-form.js'

interface FirstRunProps {
  onEntered: (session: Session) => void
  onDemoReady: () => void
}

/** A new workstation: set up a clinic of one's own, or look around in the demo clinic. */
export function FirstRun({ onEntered, onDemoReady }: FirstRunProps) {
  const [isSettingUp, setIsSettingUp] = useState(false)
  const [made, setMade] = useState<{ session: Session; recoveryCode: string } | null>(null)
  const demo = useOperationCommand('identity.setUpDemo', { onDone: onDemoReady })

  if (made !== null) {
    return (
      <RecoveryCode
        clinicName={made.session.clinic.name}
        code={made.recoveryCode}
        onKept={() => onEntered(made.session)}
      />
    )
  }
  if (isSettingUp) {
    return (
      <LockFrame width={560}>
        <SetUpForm onDone={setMade} onBack={() => setIsSettingUp(false)} />
      </LockFrame>
    )
  }
  if (demo.isPending) return <LockWaiting words="Preparing the demo clinic" />
  return (
    <LockFrame width={560}>
      <Stack gap="md">
        <div>
          <Title order={1}>Welcome</Title>
          <Text c="dimmed">This computer has no clinic yet. Its records will be encrypted and stay on it.</Text>
        </div>
        {demo.isError ? <ErrorState error={demo.error} /> : null}
        <UnstyledButton className={classes.choice} onClick={() => setIsSettingUp(true)}>
          <IconBuildingHospital size={24} aria-hidden className={classes.icon} />
          <span>
            <span className={classes.title}>Set up your clinic</span>
            <span className={classes.text}>
              Its name and place, its first administrator, and a passphrase. Two minutes.
            </span>
          </span>
        </UnstyledButton>
        <UnstyledButton className={classes.choice} onClick={() => demo.mutate({})}>
          <IconCompass size={24} aria-hidden className={classes.icon} />
          <span>
            <span className={classes.title}>Explore the demo clinic</span>
            <span className={classes.text}>
              2,000 invented patients and two weeks of appointments. Nobody in it is real.
            </span>
          </span>
        </UnstyledButton>
      </Stack>
    </LockFrame>
  )
}
