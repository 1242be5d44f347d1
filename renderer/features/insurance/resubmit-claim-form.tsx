import { Text, Textarea } from '@mantine/core'
import type { Claim } from '../../../core/insurance/model.js'
import { insurance } from '../../../core/insurance/operations.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { inputSchemaOf } from '../../ui/operation-schema.js'
import { say } from '../../ui/say.js'

/** Sends a denied claim again, with what was corrected. */
export function ResubmitClaimForm({ claim, onDone }: { claim: Claim; onDone: () => void }) {
  const state = useOperationForm({
    path: 'insurance.resubmitClaim',
    schema: inputSchemaOf(insurance.resubmitClaim),
    initial: { note: '' },
    toInput: ({ note }) => ({ claimId: claim.id, note }),
    draftKey: `resubmit-${claim.id}`,
    onDone: () => {
      say({ tone: 'done', message: `Claim ${claim.code} went out again.` })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Send claim again" onCancel={onDone}>
      {claim.denialReason === null ? null : <Text>Denied: {claim.denialReason}</Text>}
      <Textarea
        label="Note to the payer"
        description="What was corrected or is added"
        autosize
        minRows={3}
        maxLength={400}
        data-autofocus
        {...state.form.getInputProps('note')}
      />
    </OperationFields>
  )
}
