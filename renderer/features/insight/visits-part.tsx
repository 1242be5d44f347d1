import { BarChart } from '@mantine/charts'
import { IconChartBar } from '@tabler/icons-react'
import type { Period, VisitInsight } from '../../../core/insight/model.js'
import { noShowShare, stepOf } from '../../../core/insight/rules.js'
import { AppLink, useGo } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { CsvButton } from '../../ui/csv-button.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Figures } from '../../ui/figures.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { minutes, PlainTable, share } from './figures.js'
import classes from './insight.module.css'
import { stepped, stepWords } from './stepped.js'

const keys = ['completed', 'open', 'noShow', 'cancelled'] as const

/** Visits, no-shows and waits. */
export function VisitsPart({ period }: { period: Period }) {
  const visits = useOperationQuery('insight.getVisits', period, { keepsFormer: true })
  return <QueryView query={visits}>{(data) => <Shown data={data} />}</QueryView>
}

function Shown({ data }: { data: VisitInsight }) {
  const go = useGo()
  const { total, days, doctors } = data
  if (total.booked === 0) {
    return (
      <EmptyState icon={<IconChartBar size={22} />} title="No visits in these days">
        Choose other days, or another doctor. Visits count on the day for which they were booked.
      </EmptyState>
    )
  }
  const step = stepOf(days.length)
  const series = stepped(
    days.map((day) => ({ ...day, open: day.booked - day.completed - day.noShow - day.cancelled })),
    keys,
  )
  return (
    <div className={classes.parts}>
      <Figures
        label="Visits in these days"
        items={[
          { label: 'Visits', value: countWords(total.booked), note: `${countWords(total.video)} by video` },
          { label: 'Completed', value: countWords(total.completed), note: share(total.completed / total.booked) },
          {
            label: 'No-shows',
            value: share(noShowShare(total)),
            note: `${countWords(total.noShow)} patients did not come`,
          },
          { label: 'Canceled', value: countWords(total.cancelled), note: share(total.cancelled / total.booked) },
          {
            label: 'Usual wait',
            value: minutes(total.waiting.medianSeconds),
            note:
              total.waiting.measured === 0
                ? 'No arrival was recorded'
                : `9 of 10 within ${minutes(total.waiting.p90Seconds)}; ${countWords(total.waiting.measured)} measured`,
          },
        ]}
      />
      <Section title={`Visits ${stepWords[step]}`} actions={<CsvButton name="visits-by-day" rows={days.map(dayRow)} />}>
        <BarChart
          h={260}
          data={series}
          dataKey="label"
          type="stacked"
          withLegend
          tickLine="none"
          gridAxis="x"
          barProps={{ isAnimationActive: false }}
          series={[
            { name: 'completed', label: 'Completed', color: 'teal.6' },
            { name: 'open', label: 'Booked or under way', color: 'gray.5' },
            { name: 'noShow', label: 'No-show', color: 'yellow.5' },
            { name: 'cancelled', label: 'Canceled', color: 'gray.3' },
          ]}
          barChartProps={{
            onClick: ({ activeIndex }) => {
              const chosen = series[Number(activeIndex)]
              if (step === 'day' && chosen) go(`/visits?day=${chosen.day}`)
            },
          }}
        />
      </Section>
      <Section title="By doctor" actions={<CsvButton name="visits-by-doctor" rows={doctors.map(doctorRow)} />}>
        <PlainTable
          label="Visits by doctor"
          columns={[
            { header: 'Doctor' },
            ...['Visits', 'Completed', 'No-shows', 'Canceled', 'Usual wait', '9 of 10 within'].map((header) => ({
              header,
              isNumber: true,
            })),
          ]}
          rows={doctors.map(({ doctorId, displayName, waiting, ...counts }) => ({
            key: doctorId,
            cells: [
              <AppLink key="name" to={`/visits?doctor=${doctorId}`}>
                {displayName}
              </AppLink>,
              countWords(counts.booked),
              countWords(counts.completed),
              counts.noShow === 0 ? (
                '0'
              ) : (
                <AppLink
                  key="no-shows"
                  to={`/visits?doctor=${doctorId}&state=no-show`}
                  aria-label={`${counts.noShow} no-shows of ${displayName}`}
                >
                  {`${countWords(counts.noShow)} (${share(noShowShare(counts))})`}
                </AppLink>
              ),
              countWords(counts.cancelled),
              minutes(waiting.medianSeconds),
              minutes(waiting.p90Seconds),
            ],
          }))}
        />
      </Section>
    </div>
  )
}

const dayRow = ({ day, waiting, ...counts }: VisitInsight['days'][number]) => ({
  day,
  ...counts,
  waitsMeasured: waiting.measured,
  medianWaitSeconds: waiting.medianSeconds,
  ninthDecileWaitSeconds: waiting.p90Seconds,
})

const doctorRow = ({ displayName, doctorId: _, waiting, ...counts }: VisitInsight['doctors'][number]) => ({
  doctor: displayName,
  ...counts,
  waitsMeasured: waiting.measured,
  medianWaitSeconds: waiting.medianSeconds,
  ninthDecileWaitSeconds: waiting.p90Seconds,
})
