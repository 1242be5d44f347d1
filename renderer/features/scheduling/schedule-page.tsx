import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconCalendarOff, IconCalendarPlus, IconCalendarTime } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { StaffId } from '../../../core/kernel/ids.js'
import type { BoardSlot } from '../../../core/scheduling/model.js'
import { weekOf } from '../../../core/scheduling/rules.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan, useSession } from '../../app/session.js'
import { useOperationPages, useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { DayStepper, dayAsked } from '../../ui/day-stepper.js'
import { EmptyState } from '../../ui/empty-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Page } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { dateWords } from '../../ui/time-words.js'
import { BookedVisitDrawer } from './booked-visit-drawer.js'
import { DaySchedule } from './day-schedule.js'
import { OfferSlotsForm } from './offer-slots-form.js'
import { WeekSchedule } from './week-schedule.js'

/** What of the schedule is shown; it stands in the address. */
function useScheduleChoice() {
  const asked = useSearchParams()
  const today = useToday()
  const session = useSession()
  const doctors = useOperationPages('scheduling.listDoctors', { limit: 100 })
  const isOfHere = (id: string | undefined) => doctors.items.some((doctor) => doctor.id === id)
  const wanted = [asked.doctor, session.staff.id].find(isOfHere) ?? doctors.items[0]?.id
  return {
    view: asked.view === 'week' ? ('week' as const) : ('day' as const),
    day: dayAsked(asked.day, today),
    doctorId: StaffId.safeParse(wanted).data,
    isOffering: asked.offer !== undefined,
    doctors: doctors.items,
  }
}

type Choice = ReturnType<typeof useScheduleChoice>

function pathOf({ view, day, doctorId, isOffering }: Omit<Choice, 'doctors'>): string {
  const query = new URLSearchParams({
    ...(view === 'week' ? { view, ...(doctorId === undefined ? {} : { doctor: doctorId }) } : {}),
    day,
    ...(isOffering ? { offer: '1' } : {}),
  })
  return `/schedule?${query}`
}

/** The clinic's time: a day of all doctors, or a week of one. */
export function SchedulePage() {
  const choice = useScheduleChoice()
  const { view, day, doctorId, doctors } = choice
  const today = useToday()
  const can = useCan()
  const go = useGo()
  const mayWrite = can('scheduling:write')
  const [openVisit, setOpenVisit] = useState<string | null>(null)
  const show = (change: Partial<Choice>, isReplacing = true) =>
    go(pathOf({ ...choice, isOffering: false, ...change }), { isReplacing })
  const offer = mayWrite ? (
    <Button
      variant="default"
      leftSection={<IconCalendarTime size={16} />}
      onClick={() => show({ isOffering: true }, false)}
    >
      Offer times
    </Button>
  ) : null
  const parts = {
    offer,
    onFree: (slot: BoardSlot, slotDay: string) => {
      if (mayWrite) go(`/book?doctor=${slot.doctorId}&slot=${slot.id}&day=${slotDay}`)
    },
    onVisit: setOpenVisit,
  }
  return (
    <Page
      title="Schedule"
      subtitle={view === 'day' ? dateWords(day, 'long') : weekWords(day)}
      width="full"
      actions={
        <>
          <SegmentedControl
            aria-label="Show"
            data={[
              { value: 'day', label: 'Day' },
              { value: 'week', label: 'Week' },
            ]}
            value={view}
            onChange={(value) => show({ view: value === 'week' ? 'week' : 'day' })}
          />
          {view === 'week' && doctorId !== undefined ? (
            <Select
              aria-label="Doctor"
              data={doctors.map(({ id, displayName }) => ({ value: id as string, label: displayName }))}
              value={doctorId as string}
              onChange={(id) => show({ doctorId: StaffId.safeParse(id).data ?? doctorId })}
            />
          ) : null}
          <DayStepper day={day} by={view} onChange={(next) => show({ day: next })} />
          <Button variant="default" disabled={day === today} onClick={() => show({ day: today })}>
            Today
          </Button>
          {offer}
          {mayWrite ? (
            <Button leftSection={<IconCalendarPlus size={16} />} onClick={() => go('/book')}>
              Book visit
            </Button>
          ) : null}
        </>
      }
    >
      {view === 'day' || doctorId === undefined ? (
        <DayPart day={day} {...parts} />
      ) : (
        <WeekPart day={day} doctorId={doctorId} {...parts} />
      )}
      <BookedVisitDrawer consultationId={openVisit} onClose={() => setOpenVisit(null)} />
      <FormDrawer isOpen={choice.isOffering && mayWrite} onClose={() => show({})} title="Offer times">
        <OfferSlotsForm
          day={day}
          doctors={doctors}
          onDone={(offeredDay) => show({ day: offeredDay })}
          onCancel={() => show({})}
        />
      </FormDrawer>
    </Page>
  )
}

interface PartProps {
  day: string
  offer: ReactNode
  onFree: (slot: BoardSlot, day: string) => void
  onVisit: (consultationId: string) => void
}

function DayPart({ day, offer, onFree, onVisit }: PartProps) {
  const board = useOperationQuery('scheduling.getDayBoard', { day }, { keepsFormer: true })
  return (
    <QueryView query={board}>
      {(data) =>
        data.doctors.every(({ slots }) => slots.length === 0) ? (
          <NothingOffered when="on this day" another="day" offer={offer} />
        ) : (
          <DaySchedule board={data} onFree={onFree} onVisit={onVisit} />
        )
      }
    </QueryView>
  )
}

function WeekPart({ day, doctorId, offer, onFree, onVisit }: PartProps & { doctorId: StaffId }) {
  // By the week's first day, so that each of its days is the same question.
  const [monday = day] = weekOf(day)
  const board = useOperationQuery('scheduling.getWeekBoard', { doctorId, day: monday }, { keepsFormer: true })
  return (
    <QueryView query={board}>
      {(data) =>
        data.days.every(({ slots }) => slots.length === 0) ? (
          <NothingOffered when={`by ${data.doctor.displayName} in this week`} another="week" offer={offer} />
        ) : (
          <WeekSchedule board={data} onFree={onFree} onVisit={onVisit} />
        )
      }
    </QueryView>
  )
}

function NothingOffered({ when, another, offer }: { when: string; another: string; offer: ReactNode }) {
  return (
    <EmptyState icon={<IconCalendarOff size={22} />} title={`No times are offered ${when}`} action={offer}>
      Visits are booked into times that a doctor offers. Offer some, or look at another {another}.
    </EmptyState>
  )
}

/** Nov 16, 2026 – Nov 22, 2026, as the reader's language writes a stretch of days. */
function weekWords(day: string): string {
  const [first = day, ...rest] = weekOf(day)
  const at = (one: string) => new Date(`${one}T00:00:00Z`)
  return new Intl.DateTimeFormat(undefined, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
  }).formatRange(at(first), at(rest.at(-1) ?? first))
}
