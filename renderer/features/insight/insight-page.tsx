import '@mantine/charts/styles.css'
import { Group, SegmentedControl, Select, Tabs, TextInput } from '@mantine/core'
import type { Period } from '../../../core/insight/model.js'
import { StaffId } from '../../../core/kernel/ids.js'
import { addDays, CalendarDate } from '../../../core/kernel/instant.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { Page } from '../../ui/page.js'
import { MoneyPart } from './money-part.js'
import { PharmacyPart } from './pharmacy-part.js'
import { VisitsPart } from './visits-part.js'

const lengths = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'Year' },
]

/** What the clinic did, in numbers that lead to the lists behind them. */
export function InsightPage() {
  const go = useGo()
  const today = useToday()
  const asked = useSearchParams()
  const staff = useOperationQuery('identity.listStaff', {})
  const until = CalendarDate.safeParse(asked.until).data ?? today
  const from = CalendarDate.safeParse(asked.from).data ?? addDays(until, -29)
  const doctorId = StaffId.safeParse(asked.doctor).data
  const part = asked.part ?? 'visits'
  const show = (change: Record<string, string | null>) => {
    const wanted = Object.entries({ from, until, doctor: doctorId, part, ...change })
    const said = wanted.flatMap(([key, value]): [string, string][] => (value ? [[key, value]] : []))
    go(`/insight?${new URLSearchParams(said)}`, { isReplacing: true })
  }
  const period: Period = { from, until, ...(doctorId === undefined ? {} : { doctorId }) }
  const length = lengths.find(({ value }) => until === today && from === addDays(today, 1 - Number(value)))
  const doctors = (staff.data ?? []).filter(({ roles }) => roles.includes('doctor'))
  return (
    <Page title="Insight" width="wide">
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          aria-label="Period"
          value={length?.value ?? ''}
          onChange={(value) => show({ from: addDays(today, 1 - Number(value)), until: today })}
          data={lengths}
        />
        <TextInput
          label="From"
          type="date"
          value={from}
          max={until}
          onChange={(event) => event.currentTarget.value && show({ from: event.currentTarget.value })}
        />
        <TextInput
          label="Until"
          type="date"
          value={until}
          min={from}
          onChange={(event) => event.currentTarget.value && show({ until: event.currentTarget.value })}
        />
        <Select
          label="Doctor"
          placeholder="All doctors"
          clearable
          searchable
          data={doctors.map(({ id, displayName }) => ({ value: id as string, label: displayName }))}
          value={doctorId ?? null}
          onChange={(doctor) => show({ doctor })}
        />
      </Group>
      <Tabs value={part} onChange={(next) => show({ part: next })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="visits">Visits</Tabs.Tab>
          <Tabs.Tab value="money">Money and claims</Tabs.Tab>
          <Tabs.Tab value="pharmacy">Medicines</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="visits">
          <VisitsPart period={period} />
        </Tabs.Panel>
        <Tabs.Panel value="money">
          <MoneyPart period={period} />
        </Tabs.Panel>
        <Tabs.Panel value="pharmacy">
          <PharmacyPart period={period} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
