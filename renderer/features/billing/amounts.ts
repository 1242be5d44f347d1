import type { Currency } from '../../../core/kernel/money.js'

/** How many digits a currency has after the point: 2 for USD, 0 for JPY. */
export const fractionDigits = (currency: Currency): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** What someone typed as an amount, in minor units; not a number where it is none, so that the schema says so. */
export function toMinorUnits(typed: unknown, currency: Currency): number | null {
  if (typed === '' || typed === null || typed === undefined) return null
  return Math.round(Number(typed) * 10 ** fractionDigits(currency))
}

/** An amount as it stands in a field: 12.50. */
export const toMajorUnits = (amountMinor: number, currency: Currency): number =>
  amountMinor / 10 ** fractionDigits(currency)
