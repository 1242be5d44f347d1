import { Button, Stack, Text, UnstyledButton } from '@mantine/core'
import { type Patient, type PatientSummary, RegisterPatient } from '../../../core/patients/model.js'
import { isRefusal } from '../../client/errors.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { dateWords } from '../../ui/time-words.js'
import { DemographicsFields, type DemographicsValues, noDemographics, toDemographics } from './demographics-fields.js'
import classes from './register-patient-form.module.css'

interface RegisterPatientFormProps {
  onDone: (patient: Patient) => void
  /** Somebody who is registered already was recognized. */
  onOpen: (patientId: string) => void
  onCancel: () => void
}

/** Registers a person. Likely doubles are shown first; only a person can say that this is somebody else. */
export function RegisterPatientForm({ onDone, onOpen, onCancel }: RegisterPatientFormProps) {
  const state = useOperationForm<'patients.register', DemographicsValues & { isConfirmedNew: boolean }>({
    path: 'patients.register',
    schema: RegisterPatient,
    initial: { ...noDemographics, isConfirmedNew: false },
    toInput: (values) => ({ ...toDemographics(values), isConfirmedNew: values.isConfirmedNew }),
    draftKey: 'patients.register',
    onDone: (patient) => {
      say({ tone: 'done', message: `Registered as ${patient.code}.` })
      onDone(patient)
    },
  })
  const { form, error } = state
  const doubles = isRefusal(error, 'LIKELY_DUPLICATE') ? error.data.candidates : []
  return (
    <OperationFields
      state={state}
      submitLabel="Register"
      onCancel={onCancel}
      refusal={
        doubles.length > 0 ? (
          <LikelyDoubles
            candidates={doubles}
            onOpen={onOpen}
            onNew={() => {
              form.setFieldValue('isConfirmedNew', true)
              state.submit()
              // The answer was about these candidates only; changed details are looked at anew.
              form.setFieldValue('isConfirmedNew', false)
            }}
          />
        ) : undefined
      }
    >
      <DemographicsFields form={form as never} />
    </OperationFields>
  )
}

interface LikelyDoublesProps {
  candidates: PatientSummary[]
  onOpen: (patientId: string) => void
  onNew: () => void
}

function LikelyDoubles({ candidates, onOpen, onNew }: LikelyDoublesProps) {
  return (
    <Notice
      tone="attention"
      title={candidates.length === 1 ? 'Is it this person?' : 'Is it one of these people?'}
      actions={
        <Button size="xs" variant="default" onClick={onNew}>
          No, register a new person
        </Button>
      }
    >
      <Stack gap={6} mt={6}>
        {candidates.map((candidate) => (
          <UnstyledButton key={candidate.id} className={classes.candidate} onClick={() => onOpen(candidate.id)}>
            <Text fw={600}>{candidate.fullName}</Text>
            <Text size="sm">
              {[
                candidate.code,
                candidate.birthDate === null ? null : `born ${dateWords(candidate.birthDate)}`,
                candidate.phone,
                candidate.city,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
    </Notice>
  )
}
