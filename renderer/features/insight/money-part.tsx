import { BarChart } from '@mantine/charts'
import { IconCoins } from '@tabler/icons-react'
import type { MoneyInsight, Period } from '../../../core/insight/model.js'
import { stepOf } from '../../../core/insight/rules.js'
import { formatMoney } from '../../../core/kernel/money.js'
import { AppLink } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { CsvButton } from '../../ui/csv-button.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Figures } from '../../ui/figures.js'
import { minorUnitsOf } from '../../ui/minor-units.js'
import { MoneyText } from '../../ui/money-text.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { PlainTable, share } from './figures.js'
import classes from './insight.module.css'
import { stepped, stepWords } from './stepped.js'

const ageWords = (fromDays: number, toDays: number | null) =>
  toDays === null ? `Over ${fromDays - 1} days` : `${fromDays} to ${toDays} days`

/** What was taken, and how claims stand. */
export function MoneyPart({ period }: { period: Period }) {
  const money = useOperationQuery('insight.getMoney', period, { keepsFormer: true })
  return (
    <QueryView query={money}>{(data) => <Shown data={data} isOneDoctor={period.doctorId !== undefined} />}</QueryView>
  )
}

function Shown({ data, isOneDoctor }: { data: MoneyInsight; isOneDoctor: boolean }) {
  const { currency, days, methods, ageing, denials } = data
  const waiting = ageing.reduce((sum, { claimedMinor }) => sum + claimedMinor, 0)
  const waitingClaims = ageing.reduce((sum, { claims }) => sum + claims, 0)
  const step = stepOf(days.length)
  const unit = minorUnitsOf(currency)
  const series = stepped(days, ['takenMinor', 'refundedMinor']).map((one) => ({
    ...one,
    net: (one.takenMinor - one.refundedMinor) / unit,
  }))
  return (
    <div className={classes.parts}>
      {data.hasOtherCurrencies ? (
        <Notice tone="attention">
          Payments in other currencies than {currency} are not in these sums; the till lists them.
        </Notice>
      ) : null}
      <Figures
        label="Money in these days"
        items={[
          {
            label: 'Taken, refunds off',
            value: <MoneyText amountMinor={data.takenMinor - data.refundedMinor} currency={currency} />,
            note: (
              <>
                <MoneyText amountMinor={data.refundedMinor} currency={currency} /> given back
              </>
            ),
          },
          {
            label: 'Asked of payers, open now',
            value: <MoneyText amountMinor={waiting} currency={currency} />,
            note: `${countWords(waitingClaims)} claims wait`,
          },
          {
            label: 'Claims denied',
            value: share(data.submitted === 0 ? null : data.denied / data.submitted),
            note: `${countWords(data.denied)} of ${countWords(data.submitted)} submitted in these days`,
          },
        ]}
      />
      <Section title={`Taken ${stepWords[step]}`} actions={<CsvButton name="money-by-day" rows={days} />}>
        {data.takenMinor === 0 && data.refundedMinor === 0 ? (
          <EmptyState icon={<IconCoins size={22} />} title="Nothing was taken in these days">
            {isOneDoctor
              ? 'Payments of a doctor are those of their visits and of the orders from them.'
              : 'The till fills this.'}
          </EmptyState>
        ) : (
          <BarChart
            h={240}
            data={series}
            dataKey="label"
            tickLine="none"
            gridAxis="x"
            barProps={{ isAnimationActive: false }}
            valueFormatter={(value) => formatMoney(Math.round(value * unit), currency)}
            yAxisProps={{ width: 84 }}
            series={[{ name: 'net', label: 'Taken, refunds off', color: 'teal.6' }]}
          />
        )}
      </Section>
      <div className={classes.pair}>
        <Section title="Open claims by age" actions={<CsvButton name="claims-by-age" rows={ageing} />}>
          <PlainTable
            label="Open claims by age"
            columns={[
              { header: 'Since submitted' },
              { header: 'Claims', isNumber: true },
              { header: 'Asked', isNumber: true },
            ]}
            rows={ageing.map(({ fromDays, toDays, claims, claimedMinor }) => ({
              key: String(fromDays),
              cells: [
                ageWords(fromDays, toDays),
                claims === 0 ? (
                  '0'
                ) : (
                  <AppLink
                    key="claims"
                    to="/insurance?state=submitted"
                    aria-label={`${claims} open claims, ${ageWords(fromDays, toDays)}`}
                  >
                    {countWords(claims)}
                  </AppLink>
                ),
                <MoneyText key="asked" amountMinor={claimedMinor} currency={currency} />,
              ],
            }))}
          />
        </Section>
        <Section title="Why claims were denied" actions={<CsvButton name="denials" rows={denials} />}>
          {denials.length === 0 ? (
            <EmptyState title="No claim of these days was denied">{null}</EmptyState>
          ) : (
            <PlainTable
              label="Denials"
              columns={[
                { header: 'Reason' },
                { header: 'Claims', isNumber: true },
                { header: 'Asked', isNumber: true },
              ]}
              rows={denials.map(({ reason, claims, claimedMinor }) => ({
                key: reason,
                cells: [
                  reason === '' ? 'No reason was given' : reason,
                  <AppLink key="claims" to="/insurance?state=denied" aria-label={`${claims} denied claims: ${reason}`}>
                    {countWords(claims)}
                  </AppLink>,
                  <MoneyText key="asked" amountMinor={claimedMinor} currency={currency} />,
                ],
              }))}
            />
          )}
        </Section>
      </div>
      <Section title="By method" actions={<CsvButton name="money-by-method" rows={methods} />}>
        <PlainTable
          label="Money by method"
          columns={[
            { header: 'Method' },
            { header: 'Taken', isNumber: true },
            { header: 'Given back', isNumber: true },
          ]}
          rows={methods.map(({ method, takenMinor, refundedMinor }) => ({
            key: method,
            cells: [
              method.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase()),
              <MoneyText key="taken" amountMinor={takenMinor} currency={currency} />,
              <MoneyText key="back" amountMinor={refundedMinor} currency={currency} />,
            ],
          }))}
        />
      </Section>
    </div>
  )
}
