import * as z from 'zod'

/** ISO 4217: three capital letters. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'A currency has three capital letters, such as USD.')
export type Currency = z.infer<typeof Currency>

/** Whole minor units (cents), never a fraction; below 2^53 with room for sums. */
export const AmountMinor = z.int().min(-1_000_000_000_000).max(1_000_000_000_000)
/** An amount that someone owes or pays: not negative. */
export const DueMinor = AmountMinor.min(0)

/** An amount of money. Two currencies never meet in one sum. */
export const Money = z.strictObject({ amountMinor: AmountMinor, currency: Currency })
export type Money = z.infer<typeof Money>

/** A share of an amount in percent, rounded half up to the minor unit (amounts here are not negative). */
export function percentOf(amountMinor: number, percent: number): number {
  return Math.floor((amountMinor * percent + 50) / 100)
}

/** How many minor units make one of a currency: 100 of most, 1 of yen, 1,000 of some dinars (ISO 4217). */
const digitsOf = (currency: Currency): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** The amount as programs read it, without its currency: `1234.50`. */
export function decimalAmount(amountMinor: number, currency: Currency): string {
  const digits = digitsOf(currency)
  return (amountMinor / 10 ** digits).toFixed(digits)
}

/** The amount as people read it, with its currency: `$1,234.50`, in the given locale. */
export function formatMoney(amountMinor: number, currency: Currency, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
