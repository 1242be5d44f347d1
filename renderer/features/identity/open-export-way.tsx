import { Button, FileInput, Group, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ExportManifest } from '../../../core/tenancy/model.js'
import { clinicWords, useClinics } from '../../client/clinics.js'
import { useOperationCommand } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { TimeText } from '../../ui/time-text.js'
import { base64Of } from '../patients/read-document.js'
import { LockFrame, LockWaiting } from './lock-frame.js'
import { RecoveryCode } from './recovery-code.js'

interface Chosen {
  content: string
  passphrase: string
}

/** Makes a clinic out of a sealed export: the file first, then what it holds, then the new recovery code. */
export function OpenExportWay({ onBack, onReady }: { onBack: () => void; onReady: () => void }) {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const look = useOperationCommand('tenancy.lookAtExport')
  const opening = useOperationCommand('tenancy.openExport')
  if (opening.data !== undefined)
    return (
      <RecoveryCode clinicName={opening.data.clinicName} code={opening.data.recoveryCode} onKept={onReady} isOfExport />
    )
  if (opening.isPending) return <LockWaiting words="Making the clinic out of the file" />
  return (
    <LockFrame width={560}>
      <Stack gap="md">
        <Title order={1}>Open a clinic from an export</Title>
        {chosen === null || look.data === undefined ? (
          <ChooseFile
            isPending={look.isPending}
            error={look.error}
            onChanged={look.reset}
            onChosen={(next) => {
              setChosen(next)
              look.mutate(next)
            }}
            onBack={onBack}
          />
        ) : (
          <Found
            manifest={look.data}
            error={opening.error}
            onOpen={() => opening.mutate(chosen)}
            onBack={() => {
              setChosen(null)
              look.reset()
              opening.reset()
            }}
          />
        )}
      </Stack>
    </LockFrame>
  )
}

interface ChooseFileProps {
  isPending: boolean
  error: unknown
  onChanged: () => void
  onChosen: (chosen: Chosen) => void
  onBack: () => void
}

function ChooseFile({ isPending, error, onChanged, onChosen, onBack }: ChooseFileProps) {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [isUnreadable, setIsUnreadable] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (file === null || passphrase === '' || isPending) return
    try {
      onChosen({ content: await base64Of(file), passphrase })
    } catch {
      setIsUnreadable(true)
    }
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <Text c="dimmed">
          The file that an administrator saved under Settings, and the passphrase that it was saved with. Nothing is
          made before you have seen what is in it.
        </Text>
        <FileInput
          label="File"
          placeholder="Choose the file that was saved"
          accept=".medichain"
          value={file}
          error={isUnreadable ? 'The file could not be read. Choose it again.' : null}
          onChange={(next) => {
            setFile(next)
            setIsUnreadable(false)
            onChanged()
          }}
        />
        <PasswordInput
          label="Its passphrase"
          autoComplete="off"
          value={passphrase}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          onChange={(event) => {
            setPassphrase(event.currentTarget.value)
            onChanged()
          }}
        />
        {error === null ? null : <ErrorState error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isPending} disabled={file === null || passphrase === ''}>
            Look into the file
          </Button>
          <Button variant="default" onClick={onBack}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface FoundProps {
  manifest: ExportManifest
  error: unknown
  onOpen: () => void
  onBack: () => void
}

/** What the file holds, and what opening it means. */
function Found({ manifest, error, onOpen, onBack }: FoundProps) {
  const { clinicName, clinicId, exportedAt, records } = manifest
  const here = useClinics().clinics.find((face) => face.clinicId === clinicId)
  const { patient = 0, consultation = 0 } = records
  const back = (
    <Button variant="default" onClick={onBack}>
      Choose another file
    </Button>
  )
  return (
    <>
      <Facts
        items={[
          { label: 'Clinic', value: clinicName },
          { label: 'Saved', value: <TimeText at={exportedAt} show="day" /> },
          { label: 'Patients', value: countWords(patient) },
          { label: 'Visits', value: countWords(consultation) },
        ]}
      />
      {here === undefined ? (
        <>
          <Notice tone="attention" title="It goes on from that day, apart from its other computers">
            If one of them still works, join from it instead: what is written there and here from now on never meets.
            Everybody signs in with the passphrase they had then. The recovery code is a new one.
          </Notice>
          {error === null ? null : <ErrorState error={error} />}
          <Group gap="xs">
            <Button onClick={onOpen}>Make this clinic here</Button>
            {back}
          </Group>
        </>
      ) : (
        <>
          <Notice tone="danger" title="This clinic is on this computer already">
            A second one would grow apart from it. Nothing was changed. To begin again from the file, close the clinic
            here first.
          </Notice>
          <Group gap="xs">
            <Button onClick={() => void window.medichain.showClinic(here.id)}>Show {clinicWords(here)}</Button>
            {back}
          </Group>
        </>
      )}
    </>
  )
}
