import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { SlotId, StaffId } from '../../../core/kernel/ids.js'
import type { Slot } from '../../../core/scheduling/model.js'
import { useOperationPages, useOperationQuery } from '../../client/operations.js'
import { Cards } from '../../ui/cards.js'
import { useNow, useToday } from '../../ui/clinic-context.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { QueryView } from '../../ui/query-view.js'
import { DoctorCard } from './doctor-card.js'
import { anyDoctor, DoctorFilters, toDoctorQuery } from './doctor-filters.js'
import { SlotButtons } from './slot-buttons.js'

interface DoctorPickerProps {
  startDoctorId: StaffId | undefined
  startSlotId: SlotId | undefined
  startDay: string | undefined
  slot: Slot | null
  onChange: (slot: Slot | null) => void
}

/** Chooses a doctor and a free time: from everybody's next free times, or from one doctor's days. */
export function DoctorPicker({ startDoctorId, startSlotId, startDay, slot, onChange }: DoctorPickerProps) {
  const [doctorId, setDoctorId] = useState(startDoctorId)
  if (doctorId === undefined) {
    return (
      <DoctorChoice
        slot={slot}
        onChange={onChange}
        onDoctor={(id) => {
          onChange(null)
          setDoctorId(id)
        }}
      />
    )
  }
  return (
    <DoctorDays
      doctorId={doctorId}
      startSlotId={startSlotId}
      startDay={startDay}
      slot={slot}
      onChange={onChange}
      onOthers={() => {
        onChange(null)
        setDoctorId(undefined)
      }}
    />
  )
}

interface DoctorChoiceProps {
  slot: Slot | null
  onChange: (slot: Slot) => void
  onDoctor: (doctorId: StaffId) => void
}

function DoctorChoice({ slot, onChange, onDoctor }: DoctorChoiceProps) {
  const [filter, setFilter] = useState(anyDoctor)
  const [asked] = useDebouncedValue(filter, 150)
  const doctors = useOperationPages('scheduling.listDoctors', toDoctorQuery(asked), { keepsFormer: true })
  return (
    <Stack gap="md">
      <DoctorFilters filter={filter} onChange={setFilter} />
      {doctors.isPending ? <LoadingShape lines={3} /> : null}
      {doctors.isError ? <ErrorState error={doctors.error} onRetry={() => void doctors.refetch()} /> : null}
      {doctors.isSuccess && doctors.items.length === 0 ? (
        <EmptyState title="No doctor fits this">Take a filter away to see more.</EmptyState>
      ) : null}
      <Cards>
        {doctors.items.map((doctor) => (
          <li key={doctor.id}>
            <DoctorCard doctor={doctor}>
              <SlotButtons
                slots={doctor.nextFreeSlots}
                hasDays
                chosenId={slot?.id}
                empty="No free time is offered yet."
                onChoose={onChange}
              />
              <Group>
                <Button size="compact-sm" variant="subtle" onClick={() => onDoctor(doctor.id)}>
                  More times of {doctor.displayName}
                </Button>
              </Group>
            </DoctorCard>
          </li>
        ))}
      </Cards>
    </Stack>
  )
}

interface DoctorDaysProps {
  doctorId: StaffId
  startSlotId: SlotId | undefined
  startDay: string | undefined
  slot: Slot | null
  onChange: (slot: Slot | null) => void
  onOthers: () => void
}

function DoctorDays({ doctorId, startSlotId, startDay, slot, onChange, onOthers }: DoctorDaysProps) {
  const today = useToday()
  const now = useNow()
  const [day, setDay] = useState(startDay ?? today)
  const doctor = useOperationQuery('scheduling.getDoctor', { doctorId })
  const slots = useOperationQuery('scheduling.listSlots', { doctorId, day })
  const free = (slots.data ?? []).filter((one) => one.bookedBy === null && one.startsAt > now)
  // The time that was clicked on the way here is chosen at once.
  const wanted = [...(doctor.data?.nextFreeSlots ?? []), ...free].find((one) => one.id === startSlotId)
  useEffect(() => {
    if (wanted !== undefined && slot === null) onChange(wanted)
  }, [wanted, slot, onChange])
  return (
    <Stack gap="sm">
      <QueryView query={doctor}>
        {(data) => (
          <DoctorCard doctor={data}>
            <Text size="sm" fw={600}>
              Next free times
            </Text>
            <SlotButtons
              slots={data.nextFreeSlots}
              hasDays
              chosenId={slot?.id}
              empty="No free time is offered yet."
              onChoose={onChange}
            />
            <Group align="flex-end" gap="sm">
              <TextInput
                label="Another day"
                type="date"
                min={today}
                value={day}
                onChange={(event) => {
                  if (event.currentTarget.value !== '') setDay(event.currentTarget.value)
                }}
              />
              <Button variant="default" onClick={onOthers}>
                Other doctors
              </Button>
            </Group>
            {slots.isError ? <ErrorState error={slots.error} onRetry={() => void slots.refetch()} /> : null}
            <SlotButtons slots={free} chosenId={slot?.id} empty="No free time on this day." onChoose={onChange} />
          </DoctorCard>
        )}
      </QueryView>
    </Stack>
  )
}
