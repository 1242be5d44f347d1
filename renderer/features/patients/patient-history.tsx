import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { PatientId } from '../../../core/kernel/ids.js'
import type { PatientChange } from '../../../core/patients/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { Section } from '../../ui/page.js'
import { languageName } from '../../ui/places.js'
import { QueryView } from '../../ui/query-view.js'
import { Row, RowList } from '../../ui/row-list.js'
import { TimeText } from '../../ui/time-text.js'
import { dateWords } from '../../ui/time-words.js'
import { sexWords } from './sex-words.js'

const fieldWords: Readonly<Record<string, string>> = {
  givenName: 'Given name',
  familyName: 'Family name',
  birthDate: 'Date of birth',
  sex: 'Sex',
  phone: 'Phone',
  email: 'E-mail',
  address: 'Address',
  language: 'Language',
  externalId: 'Number elsewhere',
}

/** Every change of the details. It is read only when somebody asks: each reading is in the audit log. */
export function PatientHistory({ patientId }: { patientId: PatientId }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Section
      title="History of details"
      actions={
        <Button size="xs" variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? 'Hide history' : 'Show history'}
        </Button>
      }
    >
      {isOpen ? <Changes patientId={patientId} /> : <Text c="dimmed">Who changed the details, where and when.</Text>}
    </Section>
  )
}

function Changes({ patientId }: { patientId: PatientId }) {
  const history = useOperationQuery('patients.getHistory', { patientId })
  return (
    <QueryView query={history}>
      {(changes) => (
        <RowList label="History of details">
          {changes.map((change) => (
            <Row key={change.id} title={change.isFirst ? 'Registered' : 'Details changed'}>
              {change.isFirst ? (
                <LostOnly change={change} />
              ) : (
                change.fields.map((field) => <Field key={field.name} field={field} />)
              )}
              <Text size="xs" c="dimmed">
                {change.by}, {change.deviceName ?? 'this workstation'}, <TimeText at={change.at} />
              </Text>
            </Row>
          ))}
        </RowList>
      )}
    </QueryView>
  )
}

/** Of a registration only what somebody wrote over without having seen it. */
const LostOnly = ({ change }: { change: PatientChange }) =>
  change.fields
    .filter(({ writtenOver }) => writtenOver !== null)
    .map((field) => <Field key={field.name} field={field} />)

/** What was written; where it lost to somebody who had not seen it, what counts instead and whose that is. */
function Field({ field: { name, value, writtenOver } }: { field: PatientChange['fields'][number] }) {
  return (
    <div>
      {fieldWords[name] ?? name}: <bdi>{inWords(name, value)}</bdi>
      {writtenOver === null ? null : (
        <Text size="sm" c="dimmed">
          Written apart from <bdi>{inWords(name, writtenOver.value)}</bdi> by {writtenOver.by},{' '}
          {writtenOver.deviceName ?? 'this workstation'}, <TimeText at={writtenOver.at} />, which was later and counts.
        </Text>
      )}
    </div>
  )
}

function inWords(name: string, value: string | null): string {
  if (value === null) return 'nothing'
  if (name === 'birthDate') return dateWords(value)
  if (name === 'language') return languageName(value)
  if (name === 'sex') return sexWords[value as keyof typeof sexWords] ?? value
  return value
}
