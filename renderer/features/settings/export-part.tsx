import { PasswordInput, Text } from '@mantine/core'
import { useState } from 'react'
import { type Clinic, type ClinicExport, ExportClinic } from '../../../core/tenancy/model.js'
import { useToday } from '../../ui/clinic-context.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { PassphraseAdvice } from '../identity/passphrase-advice.js'
import { CheckExportForm } from './check-export-form.js'
import classes from './tenant.module.css'

const showWhatIsTyped = { 'aria-label': 'Show what is typed' }

/** The whole clinic in one sealed file; and whether such a file opens. */
export function ExportPart({ clinic }: { clinic: Clinic }) {
  const today = useToday()
  const [saved, setSaved] = useState<ClinicExport | null>(null)
  const state = useOperationForm({
    path: 'tenancy.exportClinic',
    schema: ExportClinic,
    initial: { passphrase: '', passphraseAgain: '' },
    toInput: ({ passphraseAgain: _again, ...input }) => input,
    onDone: async (made) => {
      try {
        const { isSaved } = await window.medichain.saveExport(`clinic-${today}.medichain`, made.content)
        if (!isSaved) return
        setSaved({ ...made, content: '' })
        state.startOver()
      } catch {
        say({ tone: 'danger', message: 'The file could not be saved there. Choose another folder.' })
      }
    },
  })
  const { form } = state
  const { passphrase, passphraseAgain } = form.values
  const isDifferent = passphraseAgain !== '' && passphraseAgain !== passphrase
  return (
    <Section title="Export">
      <Text className={classes.words}>
        Every record of {clinic.name} with its history, every document and the audit log, in one file. It is sealed
        under a passphrase that is kept nowhere: whoever has both reads everything, and without it nobody does.
      </Text>
      <div className={classes.form}>
        <OperationFields
          state={state}
          submitLabel="Export clinic"
          variant="default"
          isSubmitDisabled={passphrase === '' || passphraseAgain !== passphrase}
        >
          <PasswordInput
            label="Passphrase of the file"
            autoComplete="new-password"
            visibilityToggleButtonProps={showWhatIsTyped}
            {...form.getInputProps('passphrase')}
          />
          <PassphraseAdvice passphrase={passphrase} />
          <PasswordInput
            label="The file’s passphrase again"
            autoComplete="new-password"
            visibilityToggleButtonProps={showWhatIsTyped}
            {...form.getInputProps('passphraseAgain')}
            error={isDifferent ? 'The two are not the same.' : null}
          />
        </OperationFields>
        {saved === null ? null : (
          <Notice tone="done" title="The export was saved and read back.">
            <span className={classes.hash}>SHA-256 {saved.sha256}</span>
          </Notice>
        )}
        <CheckExportForm />
      </div>
    </Section>
  )
}
