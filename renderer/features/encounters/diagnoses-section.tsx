import { Button, Combobox, Group, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { Diagnosis } from '../../../core/encounters/model.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './records.module.css'

interface DiagnosesSectionProps {
  consultationId: string
  diagnoses: readonly Diagnosis[]
  canWrite: boolean
}

/** The diagnoses of a visit, by ICD-10 code; a claim needs at least one. */
export function DiagnosesSection({ consultationId, diagnoses, canWrite }: DiagnosesSectionProps) {
  return (
    <Section title="Diagnoses">
      {diagnoses.length === 0 && !canWrite ? <Text c="dimmed">No diagnosis was recorded.</Text> : null}
      {diagnoses.length === 0 ? null : (
        <ul className={classes.list} aria-label="Diagnoses">
          {diagnoses.map((diagnosis) => (
            <li key={diagnosis.id} className={classes.item}>
              <div className={classes.row}>
                <span className={classes.strong}>{diagnosis.code}</span>
                <span>{diagnosis.description}</span>
              </div>
              <div className={classes.by}>
                {diagnosis.recordedBy}, <TimeText at={diagnosis.recordedAt} isRelative />
              </div>
            </li>
          ))}
        </ul>
      )}
      {canWrite ? <DiagnosisPicker key={diagnoses.length} consultationId={consultationId} /> : null}
    </Section>
  )
}

interface Choice {
  code: string
  description: string
}

/** Finds a code by its letters or by words, then records it. */
function DiagnosisPicker({ consultationId }: { consultationId: string }) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<Choice | null>(null)
  const [isMissing, setIsMissing] = useState(false)
  const [asked] = useDebouncedValue(text.trim(), 120)
  const isAsking = asked.length > 1 && chosen === null
  const found = useOperationQuery(
    'encounters.searchDiagnoses',
    { text: asked },
    { isEnabled: isAsking, keepsFormer: true },
  )
  const choices = isAsking ? (found.data ?? []) : []
  const add = useOperationCommand('encounters.addDiagnosis', {
    onDone: ({ code }) => say({ tone: 'done', message: `Diagnosis ${code} recorded.` }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen === null) setIsMissing(true)
        else if (!add.isPending) add.mutate({ consultationId, ...chosen })
      }}
    >
      {add.isError ? (
        <div style={{ marginBlockEnd: 8 }}>
          <ErrorState error={add.error} />
        </div>
      ) : null}
      <Group align="flex-end" gap="xs">
        <Combobox
          store={combobox}
          onOptionSubmit={(code) => {
            const choice = choices.find((one) => one.code === code)
            if (choice === undefined) return
            setChosen(choice)
            setText(`${choice.code} ${choice.description}`)
            setIsMissing(false)
            combobox.closeDropdown()
          }}
        >
          <Combobox.Target>
            <TextInput
              label="Find a diagnosis"
              placeholder="Code or words"
              leftSection={<IconSearch size={16} />}
              style={{ flex: '1 1 260px' }}
              maxLength={80}
              autoComplete="off"
              value={text}
              error={isMissing ? 'Choose a diagnosis from the list.' : null}
              onChange={(event) => {
                setText(event.currentTarget.value)
                setChosen(null)
                combobox.openDropdown()
                combobox.selectFirstOption()
              }}
              onBlur={() => combobox.closeDropdown()}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={!isAsking}>
            <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
              {choices.map((choice) => (
                <Combobox.Option key={choice.code} value={choice.code}>
                  <Text span fw={500} me="xs">
                    {choice.code}
                  </Text>
                  {choice.description}
                </Combobox.Option>
              ))}
              {choices.length === 0 && found.isSuccess ? (
                <Combobox.Empty>No code fits. Try other words.</Combobox.Empty>
              ) : null}
              {found.isError ? <Combobox.Empty>The codes could not be searched. Type again.</Combobox.Empty> : null}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
        <Button type="submit" variant="default" loading={add.isPending}>
          Add diagnosis
        </Button>
      </Group>
    </form>
  )
}
