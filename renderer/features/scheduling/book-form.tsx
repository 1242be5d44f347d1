import { Button, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useEffect } from 'react'
import type { PatientId } from '../../../core/kernel/ids.js'
import { BookConsultation, type Slot } from '../../../core/scheduling/model.js'
import { useGo } from '../../app/navigation.js'
import { isRefusal, messageOf } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { MoneyText } from '../../ui/money-text.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { SlotButtons } from './slot-buttons.js'

interface BookFormProps {
  patientId: PatientId | undefined
  slot: Slot | null
  onSlotChange: (slot: Slot | null) => void
}

/** How the visit takes place and why; books, and leads to the visit. */
export function BookForm({ patientId, slot, onSlotChange }: BookFormProps) {
  const go = useGo()
  const isVideoPossible = slot?.isTelemedicine ?? true
  const state = useOperationForm({
    path: 'scheduling.bookConsultation',
    schema: BookConsultation,
    initial: { mode: 'video', symptoms: '' },
    toInput: (values) => ({ ...values, patientId, slotId: slot?.id }),
    draftKey: patientId === undefined ? 'book' : `book-${patientId}`,
    onDone: (consultation) => {
      say({ tone: 'done', message: `Booked as ${consultation.code}.` })
      go(`/visits/${consultation.id}`)
    },
  })
  const { form, error } = state
  const { setFieldValue } = form
  useEffect(() => {
    if (!isVideoPossible) setFieldValue('mode', 'in-person')
  }, [isVideoPossible, setFieldValue])
  const isVideoRefused = isRefusal(error, 'NOT_TELEMEDICINE') || isRefusal(error, 'NOT_LICENSED')
  const isTaken = isRefusal(error, 'SLOT_TAKEN') || isRefusal(error, 'SLOT_UNKNOWN') || isRefusal(error, 'SLOT_PAST')
  return (
    <OperationFields
      state={state}
      submitLabel="Book visit"
      isSubmitDisabled={patientId === undefined || slot === null}
      refusal={
        isTaken && slot !== null ? (
          <OtherTimes
            message={messageOf(error)}
            slot={slot}
            onChoose={(next) => {
              onSlotChange(next)
              state.reset()
            }}
          />
        ) : isVideoRefused ? (
          <Notice
            tone="attention"
            actions={
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  form.setFieldValue('mode', 'in-person')
                  state.reset()
                }}
              >
                Make it a visit in person
              </Button>
            }
          >
            {messageOf(error)}
          </Notice>
        ) : undefined
      }
    >
      {slot === null ? null : <ChosenTime slot={slot} />}
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={600} id="book-mode">
          Kind of visit
        </Text>
        <SegmentedControl
          aria-labelledby="book-mode"
          data={[
            { value: 'video', label: 'By video', disabled: !isVideoPossible },
            { value: 'in-person', label: 'In person' },
          ]}
          {...form.getInputProps('mode')}
        />
        {isVideoPossible ? null : (
          <Text size="xs" c="dimmed">
            The doctor sees patients in person at this time.
          </Text>
        )}
      </Stack>
      <Textarea
        label="Symptoms"
        description="In the patient’s words: what, since when, how bad"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2_000}
        maw="75ch"
        {...form.getInputProps('symptoms')}
      />
      {patientId === undefined || slot === null ? (
        <Text size="sm" c="dimmed" role="status">
          {patientId === undefined ? 'Choose the patient first.' : 'Choose a time to book.'}
        </Text>
      ) : null}
    </OperationFields>
  )
}

/** Whom the visit is with, and when: read once more before it is booked. */
function ChosenTime({ slot }: { slot: Slot }) {
  const doctor = useOperationQuery('scheduling.getDoctor', { doctorId: slot.doctorId })
  return (
    <div role="status">
      <Text fw={600}>
        <TimeText at={slot.startsAt} isRelative />
      </Text>
      {doctor.data === undefined ? null : (
        <Text>
          {doctor.data.displayName}, {doctor.data.specialty} ·{' '}
          <MoneyText amountMinor={doctor.data.feeMinor} currency={doctor.data.currency} />
        </Text>
      )}
    </div>
  )
}

interface OtherTimesProps {
  message: string
  slot: Slot
  onChoose: (slot: Slot) => void
}

/** Somebody was quicker: the doctor's next free times, right here. */
function OtherTimes({ message, slot, onChoose }: OtherTimesProps) {
  const doctor = useOperationQuery('scheduling.getDoctor', { doctorId: slot.doctorId })
  const free = (doctor.data?.nextFreeSlots ?? []).filter((one) => one.id !== slot.id)
  return (
    <Notice tone="attention" title={message}>
      <Text size="sm" mb={6}>
        What you wrote is kept. Next free times of the same doctor:
      </Text>
      <SlotButtons slots={free} hasDays onChoose={onChoose} empty="None is offered. Choose another doctor above." />
    </Notice>
  )
}
