import { ActionIcon, Group, SegmentedControl, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconGauge } from '@tabler/icons-react'
import { Month, UsageResource, type UsageSummary } from '../../../core/usage/model.js'
import { addMonths } from '../../../core/usage/rules.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Figures } from '../../ui/figures.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { TimeText } from '../../ui/time-text.js'
import { useCheckLines } from './check-lines.js'
import { SaveLines } from './save-lines.js'
import { UsageLines } from './usage-lines.js'
import classes from './usage-page.module.css'
import { monthWords, quantityWords, resourceWords } from './usage-words.js'

const choices = [
  { value: 'all', label: 'All' },
  ...UsageResource.options.map((value) => ({ value: value as string, label: resourceWords[value].name })),
]

/** What the clinic used in a month, and the signed lines that say so. */
export function UsagePage() {
  const go = useGo()
  const asked = useSearchParams()
  const current = useToday().slice(0, 7)
  const month = Month.safeParse(asked.month).data ?? current
  const resource = UsageResource.safeParse(asked.resource).data
  const summary = useOperationQuery('usage.summarize', { month }, { keepsFormer: true })
  const check = useCheckLines()
  const show = (next: { month?: string; resource?: string | undefined }) => {
    const said = Object.entries({ month, resource, ...next }).flatMap(([key, value]) => (value ? [[key, value]] : []))
    go(`/usage?${new URLSearchParams(said)}`, { isReplacing: true })
  }
  const until = summary.data?.meteredUntil ?? null
  return (
    <Page
      title="Usage"
      subtitle={
        until === null ? undefined : (
          <>
            Metered until <TimeText at={until} />
          </>
        )
      }
      actions={check.button}
    >
      {check.result}
      <Group gap="xs" role="group" aria-label="Month">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="The month before"
          onClick={() => show({ month: addMonths(month, -1) })}
        >
          <IconChevronLeft size={16} className="mc-turns" />
        </ActionIcon>
        <Text fw={600} miw={140} ta="center" aria-live="polite">
          {monthWords(month)}
        </Text>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="The month after"
          disabled={month >= current}
          onClick={() => show({ month: addMonths(month, 1) })}
        >
          <IconChevronRight size={16} className="mc-turns" />
        </ActionIcon>
      </Group>
      <QueryView query={summary}>{(data) => <Totals summary={data} />}</QueryView>
      <Section
        title="Lines"
        actions={
          <Group gap="xs">
            <SegmentedControl
              aria-label="Resource"
              data={choices}
              value={resource ?? 'all'}
              onChange={(value) => show({ resource: value === 'all' ? undefined : value })}
            />
            <SaveLines month={month} resource={resource} />
          </Group>
        }
      >
        <div className={classes.lines}>
          <UsageLines month={month} resource={resource} />
        </div>
      </Section>
    </Page>
  )
}

function Totals({ summary: { totals, days, month } }: { summary: UsageSummary }) {
  if (totals.length === 0)
    return (
      <EmptyState icon={<IconGauge size={22} />} title={`Nothing was metered in ${monthWords(month)}`}>
        What the workstations use is written down at the end of each hour.
      </EmptyState>
    )
  return (
    <Figures
      label={`Usage in ${monthWords(month)}`}
      items={UsageResource.options.flatMap((resource) => {
        const total = totals.find((one) => one.resource === resource)
        if (total === undefined) return []
        const byDay = days.filter((day) => day.resource === resource)
        return [
          {
            label: resourceWords[resource].name,
            value: quantityWords(resource, total.quantity),
            note: (
              <>
                <DayBars values={byDay.map(({ quantity }) => quantity)} />
                {resourceWords[resource].about}
              </>
            ),
          },
        ]
      })}
    />
  )
}

/** How it was spread over the days that used any; the lines say the numbers. */
function DayBars({ values }: { values: readonly number[] }) {
  const most = Math.max(1, ...values)
  const width = 100 / Math.max(values.length, 12)
  return (
    <svg className={classes.bars} viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden>
      {values.map((value, place) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a day has no other name here
          key={place}
          x={place * width}
          y={24 - (value / most) * 24}
          width={width * 0.7}
          height={(value / most) * 24}
        />
      ))}
    </svg>
  )
}
