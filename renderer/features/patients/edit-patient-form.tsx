import { Button, Table } from '@mantine/core'
import { useState } from 'react'
import { type Patient, UpdatePatient } from '../../../core/patients/model.js'
import { isRefusal } from '../../client/errors.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import {
  DemographicsFields,
  type DemographicsValues,
  toDemographics,
  toDemographicsValues,
} from './demographics-fields.js'

/** Corrects a person's details. If somebody else was quicker, theirs stand beside yours, and you decide. */
export function EditPatientForm({ patient, onDone }: { patient: Patient; onDone: () => void }) {
  const [version, setVersion] = useState(patient.version)
  const state = useOperationForm<'patients.update', DemographicsValues>({
    path: 'patients.update',
    schema: UpdatePatient.shape.demographics,
    initial: toDemographicsValues(patient),
    toInput: toDemographics,
    wrap: (demographics) => ({ patientId: patient.id, version, demographics: demographics as never }),
    onDone: () => {
      say({ tone: 'done', message: 'The details were saved.' })
      onDone()
    },
  })
  const { form, error } = state
  const theirs = isRefusal(error, 'VERSION_CONFLICT') ? error.data.current : undefined
  return (
    <OperationFields
      state={state}
      submitLabel="Save"
      isSubmitDisabled={theirs !== undefined && version !== theirs.version}
      onCancel={onDone}
      refusal={
        theirs === undefined ? undefined : (
          <Conflict
            theirs={theirs}
            yours={form.values}
            onKeepMine={() => {
              setVersion(theirs.version)
              state.reset()
            }}
            onTakeTheirs={() => {
              form.setValues(toDemographicsValues(theirs))
              setVersion(theirs.version)
              state.reset()
            }}
          />
        )
      }
    >
      <DemographicsFields form={form} />
    </OperationFields>
  )
}

interface ConflictProps {
  theirs: Patient
  yours: DemographicsValues
  onKeepMine: () => void
  onTakeTheirs: () => void
}

const fields = [
  ['givenName', 'Given name'],
  ['familyName', 'Family name'],
  ['birthDate', 'Date of birth'],
  ['sex', 'Sex'],
  ['phone', 'Phone'],
  ['email', 'E-mail'],
  ['address', 'Address'],
  ['language', 'Language'],
  ['externalId', 'Number elsewhere'],
] as const

/** Their version beside yours, only where the two differ. */
function Conflict({ theirs, yours, onKeepMine, onTakeTheirs }: ConflictProps) {
  const their = toDemographicsValues(theirs)
  const differing = fields.filter(([field]) => words(their[field]) !== words(yours[field]))
  return (
    <Notice
      tone="attention"
      title="Someone changed this person’s details meanwhile."
      actions={
        <>
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            Take theirs
          </Button>
          <Button size="xs" variant="default" onClick={onKeepMine}>
            Go on with mine
          </Button>
        </>
      }
    >
      <Table mt={6} aria-label="Differences">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Theirs</Table.Th>
            <Table.Th>Yours</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differing.map(([field, label]) => (
            <Table.Tr key={field}>
              <Table.Td>{label}</Table.Td>
              <Table.Td>{words(their[field]) || 'empty'}</Table.Td>
              <Table.Td>{words(yours[field]) || 'empty'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      Nothing was saved yet. Choose, then save.
    </Notice>
  )
}

const words = (value: DemographicsValues[(typeof fields)[number][0]]): string =>
  typeof value === 'string'
    ? value
    : Object.values(value)
        .filter((part) => part !== '')
        .join(', ')
