import { Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { JoinClinic } from '../../../core/devices/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { LockFrame } from '../identity/lock-frame.js'
import { JoiningProblem, JoiningProgress, useJoining } from './joining-progress.js'
import { RelayPicker, readChoice } from './relay-picker.js'

/** The long code holds the relay's address; what is read aloud does not. */
const isLong = (code: string): boolean => /^\s*MC1-/i.test(code)

/** Joins a clinic that others have, with the code that its administrator shows. */
export function JoinWay({ onBack, onArrived }: { onBack: () => void; onArrived: () => void }) {
  const joining = useJoining(onArrived)
  const [picker, setPicker] = useState({ chosen: 'typed', typed: '' })
  const state = useOperationForm({
    path: 'devices.join',
    schema: JoinClinic,
    initial: { code: '', deviceName: '' },
    toInput: (values) => {
      const choice = readChoice(picker)
      const relay = isLong(values.code) || 'problem' in choice ? null : { url: choice.url, fingerprint: null }
      return { ...values, relay }
    },
    onDone: () => void joining.refetch(),
  })
  const { code, deviceName } = state.form.values
  const needsRelay = code.trim() !== '' && !isLong(code)
  const { data } = joining
  if (data !== undefined && data.state !== 'not-begun' && data.state !== 'failed') {
    return (
      <LockFrame width={560}>
        <JoiningProgress joining={data} deviceName={deviceName} onStopped={() => void joining.refetch()} />
      </LockFrame>
    )
  }
  const choice = readChoice(picker)
  const problem = state.error !== null && needsRelay && 'problem' in choice ? choice.problem : null
  return (
    <LockFrame width={560}>
      <Stack gap="md">
        <div>
          <Title order={1}>Join your clinic</Title>
          <Text c="dimmed">
            An administrator opens Workstations on their computer, chooses Add workstation, and shows or reads you a
            code.
          </Text>
        </div>
        <JoiningProblem joining={data} />
        <OperationFields state={state} submitLabel="Ask to join" onCancel={onBack}>
          <Textarea
            label="Code"
            description="The sixteen letters and digits that are read aloud, or the long code, pasted"
            autoFocus
            autosize
            minRows={1}
            maxRows={5}
            autoComplete="off"
            spellCheck={false}
            dir="ltr"
            {...state.form.getInputProps('code')}
          />
          {needsRelay ? <RelayPicker state={picker} onChange={setPicker} error={problem} /> : null}
          <TextInput
            label="Name of this computer"
            description="As the others will see it: Room 2, Pharmacy"
            autoComplete="off"
            {...state.form.getInputProps('deviceName')}
          />
        </OperationFields>
      </Stack>
    </LockFrame>
  )
}
