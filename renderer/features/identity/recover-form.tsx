import '../../ui/styles-rest.js'
import { PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { Recover, type Session } from '../../../core/identity/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { LockFrame } from './lock-frame.js'
import { PassphraseAdvice } from './passphrase-advice.js'

interface RecoverFormProps {
  loginName: string
  onEntered: (session: Session) => void
  onBack: () => void
}

/** A forgotten passphrase: the recovery code opens the records and a new passphrase is set. */
export function RecoverForm({ loginName, onEntered, onBack }: RecoverFormProps) {
  const state = useOperationForm({
    path: 'identity.recover',
    schema: Recover,
    initial: { loginName, recoveryCode: '', passphrase: '' },
    onDone: ({ session }) => onEntered(session),
  })
  const { form } = state
  return (
    <LockFrame>
      <Stack gap="md">
        <div>
          <Title order={1}>Use the recovery code</Title>
          <Text c="dimmed">It was printed or saved when the clinic was set up. Case and spaces do not matter.</Text>
        </div>
        <OperationFields state={state} submitLabel="Set passphrase and sign in" onCancel={onBack}>
          <TextInput label="Sign-in name" autoComplete="off" {...form.getInputProps('loginName')} />
          <TextInput label="Recovery code" autoComplete="off" autoFocus {...form.getInputProps('recoveryCode')} />
          <PasswordInput
            label="New passphrase"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            {...form.getInputProps('passphrase')}
          />
          <PassphraseAdvice passphrase={form.values.passphrase} />
        </OperationFields>
      </Stack>
    </LockFrame>
  )
}
