import { NumberInput, SimpleGrid, Text } from '@mantine/core'
import type { Vitals, VitalsRecord } from '../../../core/encounters/model.js'
import { encounters } from '../../../core/encounters/operations.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { inputSchemaOf } from '../../ui/operation-schema.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './records.module.css'
import { measurements, vitalsSentence } from './vitals-words.js'

interface VitalsSectionProps {
  consultationId: string
  vitals: readonly VitalsRecord[]
  canWrite: boolean
}

/** What was measured in this visit, and the form for the next measurement. */
export function VitalsSection({ consultationId, vitals, canWrite }: VitalsSectionProps) {
  return (
    <Section title="Vitals">
      {vitals.length === 0 && !canWrite ? <Text c="dimmed">Nothing was measured.</Text> : null}
      {vitals.length === 0 ? null : (
        <ul className={classes.list} aria-label="Measurements">
          {vitals.map((record) => (
            <li key={record.id} className={classes.item}>
              <div className={classes.strong}>{vitalsSentence(record)}</div>
              <div className={classes.by}>
                {record.recordedBy}, <TimeText at={record.recordedAt} isRelative />
              </div>
            </li>
          ))}
        </ul>
      )}
      {canWrite ? <VitalsForm key={vitals.length} consultationId={consultationId} /> : null}
    </Section>
  )
}

type VitalsValues = Record<keyof Vitals, number | string>

function VitalsForm({ consultationId }: { consultationId: string }) {
  const state = useOperationForm({
    path: 'encounters.recordVitals',
    schema: inputSchemaOf(encounters.recordVitals),
    initial: Object.fromEntries(measurements.map(({ name }) => [name, ''])) as VitalsValues,
    toInput: (values) => ({ ...values, consultationId }),
    draftKey: `vitals-${consultationId}`,
    onDone: () => say({ tone: 'done', message: 'Vitals saved.' }),
  })
  return (
    <OperationFields state={state} submitLabel="Save vitals" variant="default">
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="sm" verticalSpacing="xs">
        {measurements.map(({ name, label, unit, range, digits }) => (
          <NumberInput
            key={name}
            label={label}
            description={`${unit}, ${range}`}
            decimalScale={digits}
            allowNegative={false}
            hideControls
            {...state.form.getInputProps(name)}
          />
        ))}
      </SimpleGrid>
    </OperationFields>
  )
}
