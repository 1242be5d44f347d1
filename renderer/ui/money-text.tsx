import { formatMoney } from '../../core/kernel/money.js'

/** An amount in minor units, always with its currency. */
export function MoneyText({ amountMinor, currency }: { amountMinor: number; currency: string }) {
  return <span style={{ whiteSpace: 'nowrap' }}>{formatMoney(amountMinor, currency)}</span>
}
