import { Checkbox, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { CompleteEncounter } from '../../../core/encounters/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'

/** Where the visit's next step leads to. */
export const summaryFieldId = 'visit-summary'

interface EndVisitFormProps {
  consultationId: string
  isPrimary: boolean
}

/** Ends the visit with a summary that the doctor signs; the claim goes out by itself. */
export function EndVisitForm({ consultationId, isPrimary }: EndVisitFormProps) {
  const state = useOperationForm({
    path: 'encounters.complete',
    schema: CompleteEncounter,
    initial: {
      summary: '',
      hasFollowUp: false,
      followUp: { afterDays: 14 as number | string, reason: '' },
    },
    toInput: ({ summary, hasFollowUp, followUp }) => ({
      consultationId,
      summary,
      followUp: hasFollowUp ? followUp : null,
    }),
    draftKey: `end-visit-${consultationId}`,
    onDone: () => say({ tone: 'done', message: 'The visit has ended; its summary is signed.' }),
  })
  const { form } = state
  return (
    <Section title="End of the visit">
      <OperationFields state={state} submitLabel="End visit" variant={isPrimary ? 'filled' : 'default'}>
        <Textarea
          id={summaryFieldId}
          label="Summary"
          description="What was found, what was decided, what the patient does now"
          autosize
          minRows={3}
          maxRows={14}
          maxLength={8_000}
          {...form.getInputProps('summary')}
        />
        <Checkbox label="Follow up" {...form.getInputProps('hasFollowUp', { type: 'checkbox' })} />
        {form.values.hasFollowUp ? (
          <SimpleGrid cols={2} spacing="sm">
            <NumberInput
              label="In how many days"
              min={1}
              max={730}
              allowDecimal={false}
              {...form.getInputProps('followUp.afterDays')}
            />
            <TextInput label="Why" maxLength={200} {...form.getInputProps('followUp.reason')} />
          </SimpleGrid>
        ) : null}
      </OperationFields>
    </Section>
  )
}
