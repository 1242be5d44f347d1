import '../../ui/styles-rest.js'
import { Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { IconBuildingHospital, IconCompass, IconDevicesPlus, IconFileImport, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import type { Session } from '../../../core/identity/model.js'
import { useClinics } from '../../client/clinics.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { JoinWay } from '../devices/join-way.js'
import { useJoining } from '../devices/joining-progress.js'
import { RestoreWay } from '../devices/restore-way.js'
import classes from './first-run.module.css'
import { LockFrame, LockWaiting } from './lock-frame.js'
import { OpenExportWay } from './open-export-way.js'
import { RecoveryCode } from './recovery-code.js'
import { SetUpForm } from './set-up-form.js'

interface FirstRunProps {
  onEntered: (session: Session) => void
  /** There is a clinic to sign in to: the demo, or one that was joined or brought back. */
  onClinicReady: () => void
}

/** A new workstation: set up a clinic of one's own, or look around in the demo clinic. */
export function FirstRun({ onEntered, onClinicReady }: FirstRunProps) {
  const [way, setWay] = useState<'set-up' | 'join' | 'restore' | 'export' | null>(null)
  const joining = useJoining(onClinicReady)
  const [made, setMade] = useState<{ session: Session; recoveryCode: string } | null>(null)
  const isAnother = useClinics().clinics.some(({ isShown }) => !isShown)
  const demo = useOperationCommand('identity.setUpDemo', { onDone: onClinicReady })

  if (made !== null) {
    return (
      <RecoveryCode
        clinicName={made.session.clinic.name}
        code={made.recoveryCode}
        onKept={() => onEntered(made.session)}
      />
    )
  }
  const back = () => setWay(null)
  if (way === 'set-up') {
    return (
      <LockFrame width={560}>
        <SetUpForm onDone={setMade} onBack={back} />
      </LockFrame>
    )
  }
  // A window that was loaded anew finds the workstation on its way.
  if (way === 'join' || (way === null && joining.data?.state === 'waiting-for-approval'))
    return <JoinWay onBack={back} onArrived={onClinicReady} />
  if (way === 'restore' || (way === null && joining.data?.state === 'receiving'))
    return <RestoreWay onBack={back} onArrived={onClinicReady} />
  if (way === 'export') return <OpenExportWay onBack={back} onReady={onClinicReady} />
  if (demo.isPending) return <LockWaiting words="Preparing the demo clinic" />
  return (
    <LockFrame width={560} isLeavable>
      <Stack gap="md">
        <div>
          <Title order={1}>{isAnother ? 'Add a clinic' : 'Welcome'}</Title>
          <Text c="dimmed">
            {isAnother
              ? 'One more clinic for this computer: with its own people, passphrases, key and file. Nothing of the others is open in it.'
              : 'This computer has no clinic yet. Its records will be encrypted and stay on it.'}
          </Text>
        </div>
        {demo.isError ? <ErrorState error={demo.error} /> : null}
        <UnstyledButton className={classes.choice} onClick={() => setWay('set-up')}>
          <IconBuildingHospital size={24} aria-hidden className={classes.icon} />
          <span>
            <span className={classes.title}>Set up your clinic</span>
            <span className={classes.text}>
              Its name and place, its first administrator, and a passphrase. Two minutes.
            </span>
          </span>
        </UnstyledButton>
        <UnstyledButton className={classes.choice} onClick={() => setWay('join')}>
          <IconDevicesPlus size={24} aria-hidden className={classes.icon} />
          <span>
            <span className={classes.title}>Join your clinic</span>
            <span className={classes.text}>
              It is on other computers already. An administrator shows you a code there.
            </span>
          </span>
        </UnstyledButton>
        <UnstyledButton className={classes.choice} onClick={() => setWay('restore')}>
          <IconRestore size={24} aria-hidden className={classes.icon} />
          <span>
            <span className={classes.title}>Bring a clinic back</span>
            <span className={classes.text}>
              Every computer of it is lost. You have its recovery code, and its relay still runs.
            </span>
          </span>
        </UnstyledButton>
        <UnstyledButton className={classes.choice} onClick={() => setWay('export')}>
          <IconFileImport size={24} aria-hidden className={classes.icon} />
          <span>
            <span className={classes.title}>Open a clinic from an export</span>
            <span className={classes.text}>
              You have the sealed file that was saved of it, and the file’s passphrase.
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
