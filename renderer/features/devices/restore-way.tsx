import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { RecoverTenant } from '../../../core/devices/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { LockFrame } from '../identity/lock-frame.js'
import { JoiningProblem, JoiningProgress, useJoining } from './joining-progress.js'
import { CheckedRelay, type RelayChoice, RelayPicker, readChoice, useRelayCheck } from './relay-picker.js'

/** Brings a clinic back when all of its computers are lost: the relay has the records, the code opens them. */
export function RestoreWay({ onBack, onArrived }: { onBack: () => void; onArrived: () => void }) {
  const joining = useJoining(onArrived)
  const [picker, setPicker] = useState({ chosen: 'typed', typed: '' })
  const [problem, setProblem] = useState<string | null>(null)
  const [url, setUrl] = useState<string | null>(null)
  const [relay, setRelay] = useState<RelayChoice | null>(null)
  const check = useRelayCheck()
  const state = useOperationForm({
    path: 'devices.recoverTenant',
    schema: RecoverTenant,
    initial: { recoveryCode: '', deviceName: '' },
    toInput: (values) => ({ ...values, ...relay }),
    onDone: () => void joining.refetch(),
  })
  const { data } = joining
  if (data !== undefined && data.state !== 'not-begun' && data.state !== 'failed') {
    return (
      <LockFrame width={560}>
        <JoiningProgress
          joining={data}
          deviceName={state.form.values.deviceName}
          onStopped={() => void joining.refetch()}
        />
      </LockFrame>
    )
  }
  const chooseAgain = () => {
    setUrl(null)
    setRelay(null)
    check.reset()
  }
  return (
    <LockFrame width={560}>
      <Stack gap="md">
        <div>
          <Title order={1}>Bring a clinic back</Title>
          <Text c="dimmed">
            {relay === null
              ? 'First the relay: it keeps what the clinic’s computers sent. If one of them still works, join from it instead; if a backup of its folder is left, put that back.'
              : 'Then the recovery code. It was printed when the clinic was set up.'}
          </Text>
        </div>
        <JoiningProblem joining={data} />
        {relay !== null ? (
          <OperationFields
            state={state}
            submitLabel="Bring it back"
            onCancel={onBack}
            extraActions={
              <Button variant="default" onClick={chooseAgain}>
                Choose another relay
              </Button>
            }
          >
            <TextInput
              label="Recovery code"
              description="Case, spaces and dashes do not matter"
              autoFocus
              autoComplete="off"
              spellCheck={false}
              dir="ltr"
              {...state.form.getInputProps('recoveryCode')}
            />
            <TextInput
              label="Name of this computer"
              description="As the clinic’s other computers will see it"
              autoComplete="off"
              {...state.form.getInputProps('deviceName')}
            />
          </OperationFields>
        ) : url !== null && !check.isPending ? (
          <CheckedRelay
            check={check}
            url={url}
            onRight={({ url: at, fingerprint }) => setRelay({ url: at, fingerprint })}
            onBack={chooseAgain}
          />
        ) : (
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              const choice = readChoice(picker)
              setProblem('problem' in choice ? choice.problem : null)
              if ('problem' in choice) return
              setUrl(choice.url)
              check.mutate({ url: choice.url })
            }}
          >
            <Stack gap="md">
              <RelayPicker state={picker} onChange={setPicker} error={problem} />
              <Group gap="xs">
                <Button type="submit" loading={check.isPending}>
                  Go on
                </Button>
                <Button variant="default" onClick={onBack}>
                  Cancel
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </LockFrame>
  )
}
