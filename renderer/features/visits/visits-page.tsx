import { Button, Select, TextInput } from '@mantine/core'
import { IconCalendarPlus, IconTimeline } from '@tabler/icons-react'
import type { VisitSummary } from '../../../core/encounters/model.js'
import { ConsultationId, StaffId } from '../../../core/kernel/ids.js'
import { ConsultationState } from '../../../core/scheduling/model.js'
import { useChosenColumns } from '../../app/chosen-columns.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages, useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { visitStateTones, visitStateWords } from '../../ui/visit-words.js'
import { actionWords } from './next-actions.js'
import { StepDots } from './step-dots.js'
import { stepWords } from './step-words.js'
import classes from './visits-page.module.css'

const allColumns: readonly Column<VisitSummary>[] = [
  {
    key: 'time',
    header: 'Time',
    width: '176px',
    cell: ({ consultation }) => <TimeText at={consultation.startsAt} />,
    sortBy: ({ consultation }) => consultation.startsAt,
  },
  {
    key: 'patient',
    header: 'Patient',
    isEssential: true,
    cell: ({ patient }) => patient.fullName,
    sortBy: (v) => v.patient.fullName,
  },
  { key: 'doctor', header: 'Doctor', cell: ({ doctorName }) => doctorName, sortBy: (v) => v.doctorName },
  {
    key: 'state',
    header: 'State',
    width: '124px',
    cell: ({ consultation: { state } }) => (
      <StatusBadge tone={visitStateTones[state]}>{visitStateWords[state]}</StatusBadge>
    ),
    sortBy: ({ consultation }) => consultation.state,
  },
  { key: 'steps', header: 'Steps', width: '140px', cell: ({ steps }) => <StepDots steps={steps} /> },
  {
    key: 'next',
    header: 'Next',
    width: '118px',
    cell: ({ nextAction }) => (nextAction === null ? '' : stepWords[actionWords(nextAction).step]),
  },
  { key: 'code', header: 'Code', width: '104px', cell: ({ consultation }) => consultation.code },
  {
    key: 'mode',
    header: 'Kind',
    width: '104px',
    isExtra: true,
    cell: ({ consultation }) => (consultation.mode === 'video' ? 'By video' : 'In person'),
    sortBy: ({ consultation }) => consultation.mode,
  },
  { key: 'symptoms', header: 'Symptoms', isExtra: true, cell: ({ consultation }) => consultation.symptoms },
  {
    key: 'booked',
    header: 'Booked',
    width: '176px',
    isExtra: true,
    cell: ({ consultation }) => <TimeText at={consultation.bookedAt} />,
    sortBy: ({ consultation }) => consultation.bookedAt,
  },
  {
    key: 'owes',
    header: 'Patient owes',
    width: '116px',
    align: 'end',
    isExtra: true,
    cell: ({ outstandingMinor, consultation }) => (
      <MoneyText amountMinor={outstandingMinor} currency={consultation.currency} />
    ),
    sortBy: ({ outstandingMinor }) => outstandingMinor,
  },
]

const stateChoices = ConsultationState.options.map((value) => ({
  value: value as string,
  label: visitStateWords[value],
}))

/** Every visit, by day, doctor and state. */
export function VisitsPage() {
  const asked = useSearchParams()
  const today = useToday()
  const can = useCan()
  const go = useGo()
  const day = /^\d{4}-\d{2}-\d{2}$/.test(asked.day ?? '') ? asked.day : undefined
  const doctorId = StaffId.safeParse(asked.doctor).data
  const state = ConsultationState.safeParse(asked.state).data
  const { columns, chooser } = useChosenColumns('visits', allColumns)
  const doctors = useOperationQuery('scheduling.listDoctors', { limit: 200 })
  const visits = useOperationPages(
    'encounters.listVisits',
    {
      limit: 100,
      ...(day === undefined ? {} : { day }),
      ...(doctorId === undefined ? {} : { doctorId }),
      ...(state === undefined ? {} : { states: [state] }),
    },
    { keepsFormer: true },
  )
  const filter = (part: Record<string, string | null | undefined>) => {
    const wanted = Object.entries({ day, doctor: doctorId, state, ...part }).flatMap(([key, value]) =>
      value ? [[key, value]] : [],
    )
    go(wanted.length === 0 ? '/visits' : `/visits?${new URLSearchParams(wanted)}`, { isReplacing: true })
  }
  const hasFilter = day !== undefined || doctorId !== undefined || state !== undefined
  const book = can('scheduling:write') ? (
    <Button leftSection={<IconCalendarPlus size={16} />} onClick={() => go('/book')}>
      Book visit
    </Button>
  ) : null
  return (
    <Page title="Visits" width="full" actions={book}>
      <div className={classes.filters}>
        <TextInput
          aria-label="Day"
          type="date"
          value={day ?? ''}
          onChange={(event) => filter({ day: event.currentTarget.value })}
        />
        {day === today ? null : (
          <Button variant="default" onClick={() => filter({ day: today })}>
            Today
          </Button>
        )}
        <Select
          aria-label="Doctor"
          placeholder="Any doctor"
          searchable
          clearable
          data={(doctors.data?.items ?? []).map((doctor) => ({
            value: doctor.id as string,
            label: doctor.displayName,
          }))}
          value={doctorId ?? null}
          onChange={(doctor) => filter({ doctor })}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          data={stateChoices}
          value={state ?? null}
          onChange={(next) => filter({ state: next })}
        />
        {hasFilter ? (
          <Button variant="subtle" onClick={() => go('/visits', { isReplacing: true })}>
            Show all
          </Button>
        ) : null}
        {chooser}
      </div>
      <DataTable
        label="Visits"
        columns={columns}
        source={visits}
        rowKey={({ consultation }) => consultation.id}
        onOpen={({ consultation }) => go(`/visits/${ConsultationId.parse(consultation.id)}`)}
        empty={
          <EmptyState
            icon={<IconTimeline size={22} />}
            title={hasFilter ? 'No visit fits' : 'No visits yet'}
            action={hasFilter ? null : book}
          >
            {hasFilter
              ? 'Choose another day, doctor or state, or show all.'
              : 'A visit is one person on one day, from booking to follow-up. Book the first one.'}
          </EmptyState>
        }
      />
    </Page>
  )
}
