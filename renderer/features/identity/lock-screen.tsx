import { Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react'
import type { Session, WorkstationState } from '../../../core/identity/model.js'
import { clinicWords, useClinics } from '../../client/clinics.js'
import { messageOf } from '../../client/errors.js'
import { useOperationCommand } from '../../client/operations.js'
import { ClinicMark } from '../../ui/clinic-mark.js'
import { Notice } from '../../ui/notice.js'
import { roleWords } from '../../ui/role-words.js'
import { LockFrame, LockWaiting } from './lock-frame.js'
import classes from './lock-screen.module.css'

const RecoverForm = lazy(async () => ({ default: (await import('./recover-form.js')).RecoverForm }))

/** Why the records service was started again. */
export type Interruption = 'ended' | 'silent'

const interruptionWords = {
  ended: 'The records service stopped and was started again.',
  silent: 'The records service did not answer any more and was started again.',
} as const satisfies Record<Interruption, string>

interface LockScreenProps {
  workstation: WorkstationState
  /** The records service was started again since somebody was signed in. */
  interruption: Interruption | null
  lastLoginName: string | null
  onEntered: (session: Session) => void
}

/** Choose who you are, give the passphrase. */
export function LockScreen({ workstation, interruption, lastLoginName, onEntered }: LockScreenProps) {
  const { users, demoPassphrase, clinicName, face } = workstation
  const mark = useClinics().clinics.find(({ isShown }) => isShown)?.mark ?? null
  const isTurnedOff =
    lastLoginName !== null && users.length > 0 && !users.some((user) => user.loginName === lastLoginName)
  const onlyUser = users.length === 1 ? users[0]?.loginName : undefined
  const [loginName, setLoginName] = useState((isTurnedOff ? undefined : lastLoginName) ?? onlyUser ?? '')
  const [passphrase, setPassphrase] = useState('')
  const [isCapsLockOn, setIsCapsLockOn] = useState(false)
  const [isRecovering, setIsRecovering] = useState(false)
  const passphraseField = useRef<HTMLInputElement>(null)
  const signIn = useOperationCommand('identity.signIn', { onDone: ({ session }) => onEntered(session) })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (loginName === '' || passphrase === '' || signIn.isPending) return
    signIn.mutate(
      { loginName, passphrase },
      {
        onError: () => {
          setPassphrase('')
          passphraseField.current?.focus()
        },
      },
    )
  }
  const watchCapsLock = (event: KeyboardEvent) => setIsCapsLockOn(event.getModifierState('CapsLock'))

  if (isRecovering) {
    return (
      <Suspense fallback={<LockWaiting words="Starting" />}>
        <RecoverForm loginName={loginName} onEntered={onEntered} onBack={() => setIsRecovering(false)} />
      </Suspense>
    )
  }
  return (
    <LockFrame width={users.length > 4 ? 620 : 460} isLeavable>
      <form onSubmit={submit}>
        <Stack gap="md">
          <div className={classes.head}>
            {face.accent === null && face.logo === null ? null : <ClinicMark name={clinicName} look={face} size={44} />}
            <div>
              <Title order={1}>{clinicName === null ? 'Sign in' : clinicWords({ name: clinicName, mark })}</Title>
              <Text c="dimmed">Choose your name, then give your passphrase.</Text>
            </div>
          </div>
          {face.isSuspended ? (
            <Notice tone="attention" title="This clinic is suspended.">
              Whoever signs in can read and export. Nothing can be changed until an administrator resumes it.
            </Notice>
          ) : null}
          {interruption === null ? null : (
            <Notice tone="attention" title={interruptionWords[interruption]}>
              Everything that was saved is safe. Sign in to go on where you were.
            </Notice>
          )}
          {isTurnedOff ? (
            <Notice tone="attention" title="Your sign-in was turned off by an administrator.">
              Everything that you wrote is kept under your name. Ask an administrator to turn it on again.
            </Notice>
          ) : null}
          {signIn.isError ? <Notice tone="danger">{messageOf(signIn.error)}</Notice> : null}
          {users.length === 0 ? (
            <TextInput
              label="Sign-in name"
              value={loginName}
              autoFocus
              autoComplete="off"
              onChange={(event) => setLoginName(event.currentTarget.value)}
            />
          ) : (
            <fieldset className={classes.people} data-many={users.length > 4}>
              <legend className="mc-visually-hidden">Who are you?</legend>
              {users.map((user) => (
                <label key={user.loginName} className={classes.person} data-chosen={user.loginName === loginName}>
                  <input
                    type="radio"
                    name="person"
                    className="mc-visually-hidden"
                    value={user.loginName}
                    checked={user.loginName === loginName}
                    onChange={() => setLoginName(user.loginName)}
                    onClick={() => passphraseField.current?.focus()}
                  />
                  <span className={classes.name}>{user.displayName}</span>
                  <span className={classes.roles}>{user.roles.map((role) => roleWords[role]).join(', ')}</span>
                </label>
              ))}
            </fieldset>
          )}
          <PasswordInput
            label="Passphrase"
            ref={passphraseField}
            value={passphrase}
            autoComplete="off"
            autoFocus={loginName !== ''}
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            onKeyDown={watchCapsLock}
            onKeyUp={watchCapsLock}
            description={isCapsLockOn ? 'Caps Lock is on.' : undefined}
          />
          {demoPassphrase === null ? null : (
            <Notice tone="accent">
              This is the demo clinic; nobody in it is real. The passphrase of everybody is{' '}
              <code>{demoPassphrase}</code>.{' '}
              <Anchor component="button" type="button" inherit onClick={() => setPassphrase(demoPassphrase)}>
                Fill it in
              </Anchor>
            </Notice>
          )}
          <Button type="submit" fullWidth loading={signIn.isPending} disabled={loginName === '' || passphrase === ''}>
            Sign in
          </Button>
          <div className={classes.foot}>
            <Anchor component="button" type="button" size="sm" onClick={() => setIsRecovering(true)}>
              Use the recovery code
            </Anchor>
            <Text size="xs" c="dimmed">
              MediChain {workstation.appVersion}
            </Text>
          </div>
        </Stack>
      </form>
    </LockFrame>
  )
}
