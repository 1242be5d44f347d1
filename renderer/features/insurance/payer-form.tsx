import { PasswordInput, TextInput } from '@mantine/core'
import { ConnectPayer, type Payer } from '../../../core/payers/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'

const orNull = (text: string): string | null => (text.trim() === '' ? null : text)

/** Says where a payer takes claims, or changes it. The token that is there is never shown; empty keeps it. */
export function PayerForm({ payer, onDone }: { payer: Payer; onDone: () => void }) {
  const { payerName, version } = payer
  const isKnown = payer.baseUrl !== null
  const state = useOperationForm({
    path: 'payers.connect',
    schema: ConnectPayer,
    initial: { baseUrl: payer.baseUrl ?? '', token: '', providerNumber: payer.providerNumber ?? '' },
    toInput: ({ baseUrl, token, providerNumber }) => ({
      ...{ payerName, version, baseUrl },
      ...{ token: orNull(token), providerNumber: orNull(providerNumber) },
    }),
    onDone: () => {
      say({ tone: 'done', message: `${payerName} is asked about its claims from the next one on.` })
      onDone()
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel={isKnown ? 'Save connection' : 'Connect payer'} onCancel={onDone}>
      <TextInput
        label="FHIR address"
        description="The payer’s FHIR R4 base, such as https://fhir.payer.example/r4"
        autoComplete="off"
        dir="ltr"
        data-autofocus
        {...form.getInputProps('baseUrl')}
      />
      <PasswordInput
        label="Token"
        description={
          isKnown
            ? 'Empty keeps the one that is there'
            : 'What the payer gave the clinic; it stays in the encrypted file'
        }
        autoComplete="off"
        dir="ltr"
        {...form.getInputProps('token')}
      />
      <TextInput
        label="The clinic’s number with the payer"
        description="Empty where the token says who asks"
        autoComplete="off"
        {...form.getInputProps('providerNumber')}
      />
    </OperationFields>
  )
}
