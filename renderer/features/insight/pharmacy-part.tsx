import { BarChart } from '@mantine/charts'
import { IconPill } from '@tabler/icons-react'
import type { Period } from '../../../core/insight/model.js'
import { AppLink } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { CsvButton } from '../../ui/csv-button.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { PlainTable } from './figures.js'
import classes from './insight.module.css'

/** What was prescribed most, and what the shelf lacked. */
export function PharmacyPart({ period }: { period: Period }) {
  const pharmacy = useOperationQuery('insight.getPharmacy', period, { keepsFormer: true })
  return (
    <QueryView query={pharmacy}>
      {({ medicines, prescriptions, stockOuts }) => (
        <div className={classes.parts}>
          <Section title="Most prescribed" actions={<CsvButton name="medicines" rows={medicines} />}>
            {medicines.length === 0 ? (
              <EmptyState icon={<IconPill size={22} />} title="Nothing was prescribed in these days">
                Canceled prescriptions are not counted.
              </EmptyState>
            ) : (
              <BarChart
                h={Math.max(120, medicines.slice(0, 12).length * 30 + 40)}
                data={medicines.slice(0, 12)}
                dataKey="name"
                orientation="vertical"
                tickLine="none"
                gridAxis="y"
                yAxisProps={{ width: 260 }}
                barProps={{ isAnimationActive: false }}
                valueFormatter={(value) => `${countWords(value)} of ${countWords(prescriptions)}`}
                xAxisProps={{ allowDecimals: false, tickFormatter: (value: number) => countWords(value) }}
                series={[{ name: 'prescriptions', label: 'Prescriptions', color: 'teal.6' }]}
              />
            )}
          </Section>
          <Section title="Out of stock" actions={<CsvButton name="out-of-stock" rows={stockOuts.map(stockRow)} />}>
            {stockOuts.length === 0 ? (
              <EmptyState title="Nothing was out of stock at the end of a day">
                A product counts from its first delivery on.
              </EmptyState>
            ) : (
              <PlainTable
                label="Days out of stock"
                columns={[
                  { header: 'Product' },
                  { header: 'Manufacturer' },
                  { header: 'Days', isNumber: true },
                  { header: 'At the end' },
                ]}
                rows={stockOuts.map(({ productId, name, manufacturer, days, isOutNow }) => ({
                  key: productId,
                  cells: [
                    <AppLink key="name" to="/pharmacy/stock">
                      {name}
                    </AppLink>,
                    manufacturer,
                    countWords(days),
                    isOutNow ? (
                      <StatusBadge key="now" tone="attention">
                        Out of stock
                      </StatusBadge>
                    ) : (
                      'On the shelf again'
                    ),
                  ],
                }))}
              />
            )}
          </Section>
        </div>
      )}
    </QueryView>
  )
}

const stockRow = ({
  name,
  manufacturer,
  days,
  isOutNow,
}: {
  name: string
  manufacturer: string
  days: number
  isOutNow: boolean
}) => ({
  name,
  manufacturer,
  days,
  isOutAtTheEnd: isOutNow ? 'yes' : 'no',
})
