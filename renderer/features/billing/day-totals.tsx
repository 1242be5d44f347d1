import type { DaySheet } from '../../../core/billing/model.js'
import { MoneyText } from '../../ui/money-text.js'
import classes from './day-totals.module.css'
import { methodWords } from './payment-words.js'

/** What came in by each method, refunds taken off; a sum for each currency, for two currencies never meet. */
export function DayTotals({ sheet }: { sheet: DaySheet | undefined }) {
  if (sheet === undefined || sheet.totals.length === 0) return null
  const currencies = [...new Set(sheet.totals.map((total) => total.currency))]
  const sums = currencies.map((currency) => {
    const ofCurrency = sheet.totals.filter((total) => total.currency === currency)
    return {
      currency,
      amountMinor: ofCurrency.reduce((sum, total) => sum + total.amountMinor, 0),
      count: ofCurrency.reduce((sum, total) => sum + total.count, 0),
    }
  })
  return (
    <dl className={classes.totals} aria-label="Totals of the day">
      {sheet.totals.map(({ method, currency, amountMinor, count }) => (
        <Total key={`${method} ${currency}`} name={methodWords[method]} {...{ amountMinor, currency, count }} />
      ))}
      {sums.map((sum) => (
        <Total key={sum.currency} name={currencies.length > 1 ? `All in ${sum.currency}` : 'All'} isSum {...sum} />
      ))}
    </dl>
  )
}

interface TotalProps {
  name: string
  amountMinor: number
  currency: string
  count: number
  isSum?: boolean
}

function Total({ name, amountMinor, currency, count, isSum = false }: TotalProps) {
  return (
    <div className={classes.total} data-sum={isSum}>
      <dt>{name}</dt>
      <dd>
        <span className={classes.amount}>
          <MoneyText amountMinor={amountMinor} currency={currency} />
        </span>
        <span className={classes.count}>{count === 1 ? '1 payment' : `${count} payments`}</span>
      </dd>
    </div>
  )
}
