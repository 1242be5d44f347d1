import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ConnectRelay, MoveRelay } from '../../../core/devices/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { CheckedRelay, type RelayChoice, RelayPicker, readChoice, useRelayCheck } from './relay-picker.js'

interface ConnectFormProps {
  /** Where the workstation leaves one relay for another; otherwise it is its first. */
  isMove: boolean
  onDone: () => void
}

/** Chooses a relay, shows its certificate, then connects. What was chosen stays when something fails. */
export function ConnectForm({ isMove, onDone }: ConnectFormProps) {
  const [picker, setPicker] = useState({ chosen: 'typed', typed: '' })
  const [problem, setProblem] = useState<string | null>(null)
  const [url, setUrl] = useState<string | null>(null)
  const [relay, setRelay] = useState<(RelayChoice & { isAdmissionNeeded: boolean }) | null>(null)
  const check = useRelayCheck()
  const back = () => {
    setUrl(null)
    setRelay(null)
    check.reset()
  }
  if (relay !== null) {
    return isMove ? (
      <MoveFields relay={relay} onDone={onDone} onBack={back} />
    ) : (
      <ConnectFields relay={relay} onDone={onDone} onBack={back} />
    )
  }
  if (url !== null && !check.isPending) {
    return (
      <Stack gap="md">
        <CheckedRelay check={check} url={url} onRight={setRelay} onBack={back} />
      </Stack>
    )
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const choice = readChoice(picker)
        if ('problem' in choice) {
          setProblem(choice.problem)
          return
        }
        setProblem(null)
        setUrl(choice.url)
        check.mutate({ url: choice.url })
      }}
    >
      <Stack gap="md">
        {isMove ? (
          <Text>
            Everything that this workstation has written is sent to the new relay; nothing is lost. Move the clinic’s
            other workstations there too: until then they and this one do not hear of each other.
          </Text>
        ) : (
          <Text>A relay keeps what the workstations send each other until all have it. It cannot read any of it.</Text>
        )}
        <RelayPicker state={picker} onChange={setPicker} error={problem} />
        <Group>
          <Button type="submit" loading={check.isPending}>
            Go on
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface FieldsProps {
  relay: RelayChoice & { isAdmissionNeeded: boolean }
  onDone: () => void
  onBack: () => void
}

function ConnectFields({ relay: { url, fingerprint, isAdmissionNeeded }, onDone, onBack }: FieldsProps) {
  const state = useOperationForm({
    path: 'devices.connectRelay',
    schema: ConnectRelay,
    initial: { url, fingerprint, deviceName: '', admission: '' },
    onDone: () => {
      say({ tone: 'done', message: 'Connected. What this workstation has is sent now.' })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Connect" onCancel={onBack}>
      <TextInput
        label="Name of this workstation"
        description="As the others will see it: Front desk, Room 2"
        autoComplete="off"
        data-autofocus
        {...state.form.getInputProps('deviceName')}
      />
      {isAdmissionNeeded ? <Admission {...state.form.getInputProps('admission')} /> : null}
    </OperationFields>
  )
}

function MoveFields({ relay: { url, fingerprint, isAdmissionNeeded }, onDone, onBack }: FieldsProps) {
  const state = useOperationForm({
    path: 'devices.moveRelay',
    schema: MoveRelay,
    initial: { url, fingerprint, admission: '' },
    onDone: () => {
      say({ tone: 'done', message: 'This workstation syncs through the new relay now.' })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Move to this relay" onCancel={onBack}>
      <Text>
        This workstation will sync through <strong dir="ltr">{url}</strong>. If it cannot be reached, everything stays
        as it is.
      </Text>
      {isAdmissionNeeded ? <Admission {...state.form.getInputProps('admission')} /> : null}
    </OperationFields>
  )
}

function Admission(field: object) {
  return (
    <TextInput
      label="Admission word"
      description="This relay takes only clinics that know its word. Whoever runs it has it."
      autoComplete="off"
      {...field}
    />
  )
}
