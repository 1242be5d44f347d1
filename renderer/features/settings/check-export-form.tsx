import { Button, FileInput, PasswordInput, Stack, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ExportManifest } from '../../../core/tenancy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { TimeText } from '../../ui/time-text.js'
import { base64Of } from '../patients/read-document.js'

/** Opens a saved export and says what is in it. Nothing is closed before such a file was checked. */
export function CheckExportForm() {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const check = useOperationCommand('tenancy.checkExport', { onDone: () => setPassphrase('') })

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (file === null || passphrase === '' || check.isPending) return
    check.mutate({ content: await base64Of(file), passphrase })
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md" mt="lg">
        <Title order={3}>Check a saved export</Title>
        <FileInput
          label="File"
          placeholder="Choose the file that was saved"
          accept=".medichain"
          value={file}
          onChange={(chosen) => {
            setFile(chosen)
            check.reset()
          }}
        />
        <PasswordInput
          label="Its passphrase"
          autoComplete="off"
          value={passphrase}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        {check.isError ? <ErrorState error={check.error} /> : null}
        {check.data === undefined ? null : (
          <Notice
            tone={check.data.isComplete ? 'done' : 'attention'}
            title={
              check.data.isComplete
                ? 'This file holds everything, and opens.'
                : 'This file opens, and something was changed since it was made.'
            }
          >
            {manifestWords(check.data.manifest)}, as of <TimeText at={check.data.manifest.exportedAt} />.
          </Notice>
        )}
        <Button
          type="submit"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          loading={check.isPending}
          disabled={file === null || passphrase === ''}
        >
          Check file
        </Button>
      </Stack>
    </form>
  )
}

function manifestWords({ records }: ExportManifest): string {
  const { patient = 0, consultation = 0 } = records
  const all = Object.values(records).reduce((sum, count) => sum + count, 0)
  return `${countWords(all)} records, of them ${countWords(patient)} patients and ${countWords(consultation)} visits`
}
