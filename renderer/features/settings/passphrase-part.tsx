import { PasswordInput } from '@mantine/core'
import * as z from 'zod'
import { Passphrase } from '../../../core/identity/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { PassphraseAdvice } from '../identity/passphrase-advice.js'

const ChangePassphrase = z.strictObject({ current: z.string().min(1, 'Fill this in.').max(200), next: Passphrase })

/** Changes one's own passphrase. */
export function PassphrasePart() {
  const state = useOperationForm({
    path: 'identity.changePassphrase',
    schema: ChangePassphrase,
    initial: { current: '', next: '', again: '' },
    toInput: ({ current, next }) => ({ current, next }),
    onDone: () => {
      state.form.reset()
      say({ tone: 'done', message: 'Your passphrase was changed.' })
    },
  })
  const { form } = state
  const { next, again } = form.values
  return (
    <Section title="Change passphrase">
      <div style={{ maxInlineSize: 420 }}>
        <OperationFields state={state} submitLabel="Change passphrase" isSubmitDisabled={next !== again}>
          <PasswordInput
            label="Present passphrase"
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            {...form.getInputProps('current')}
          />
          <PasswordInput
            label="New passphrase"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            {...form.getInputProps('next')}
          />
          <PassphraseAdvice passphrase={next} />
          <PasswordInput
            label="The new passphrase again"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            {...form.getInputProps('again')}
            error={again !== '' && again !== next ? 'The two are not the same.' : undefined}
          />
        </OperationFields>
      </div>
    </Section>
  )
}
