import { NumberInput, PasswordInput, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type ChainNode, ProvisionProcessNode, RegisterConsortiumNode } from '../../../core/chain-nodes/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'

type Done = (made: ChainNode) => void

/** A consortium's endpoint, or a chain of its own on this computer. */
export function ProvisionForm({ onDone }: { onDone: Done }) {
  const [kind, setKind] = useState<'consortium' | 'process'>('consortium')
  const done: Done = (made) => {
    if (made.status === 'running') say({ tone: 'done', message: `${made.name} is running.` })
    onDone(made)
  }
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="What kind of node"
        value={kind}
        onChange={(value) => setKind(value === 'process' ? 'process' : 'consortium')}
        data={[
          { value: 'consortium', label: 'A consortium’s node' },
          { value: 'process', label: 'A chain on this computer' },
        ]}
      />
      {kind === 'consortium' ? <ConsortiumForm onDone={done} /> : <ProcessForm onDone={done} />}
    </Stack>
  )
}

const whereBlank = (text: string): string | null => (text.trim() === '' ? null : text.trim())

function ConsortiumForm({ onDone }: { onDone: Done }) {
  const state = useOperationForm({
    path: 'chainNodes.provision',
    schema: RegisterConsortiumNode,
    initial: { name: '', endpoint: '', chainId: '' as number | string, accessToken: '' },
    toInput: (values) => ({ ...values, kind: 'consortium', accessToken: whereBlank(values.accessToken) }),
    onDone,
  })
  const { getInputProps } = state.form
  return (
    <OperationFields state={state} submitLabel="Add node">
      <TextInput label="Name" data-autofocus autoComplete="off" {...getInputProps('name')} />
      <TextInput
        label="Address"
        description="The https address at which the node takes JSON-RPC."
        placeholder="https://node.example"
        autoComplete="off"
        spellCheck={false}
        {...getInputProps('endpoint')}
      />
      <NumberInput
        label="Chain id"
        description="A node on another chain is refused."
        hideControls
        allowDecimal={false}
        allowNegative={false}
        {...getInputProps('chainId')}
      />
      <PasswordInput
        label="Credential"
        description="Sent as a bearer token, where the consortium asks for one. It is kept in the encrypted file and never shown again."
        autoComplete="off"
        {...getInputProps('accessToken')}
      />
    </OperationFields>
  )
}

function ProcessForm({ onDone }: { onDone: Done }) {
  const state = useOperationForm({
    path: 'chainNodes.provision',
    schema: ProvisionProcessNode,
    initial: { name: '', chainId: '' as number | string, port: 0 as number | string, accessToken: '', accounts: '' },
    toInput: (values) => ({
      ...values,
      kind: 'process',
      accessToken: whereBlank(values.accessToken),
      accounts: values.accounts.split(/[\s,]+/).filter((account) => account !== ''),
    }),
    onDone,
  })
  const { getInputProps } = state.form
  return (
    <OperationFields state={state} submitLabel="Start chain">
      <TextInput label="Name" data-autofocus autoComplete="off" {...getInputProps('name')} />
      <NumberInput
        label="Chain id"
        description="A number that no other chain of yours has."
        hideControls
        allowDecimal={false}
        allowNegative={false}
        {...getInputProps('chainId')}
      />
      <NumberInput
        label="Port"
        description="On this computer alone. 0 takes a free one and keeps it."
        hideControls
        allowDecimal={false}
        allowNegative={false}
        {...getInputProps('port')}
      />
      <PasswordInput
        label="Token for other programs"
        description="What they send to be let in. Leave it empty, and only MediChain is. It is never shown again."
        autoComplete="off"
        {...getInputProps('accessToken')}
      />
      <Textarea
        label="Accounts with funds"
        description="Besides the clinic’s own, one a line."
        autosize
        minRows={2}
        spellCheck={false}
        {...getInputProps('accounts')}
      />
    </OperationFields>
  )
}
