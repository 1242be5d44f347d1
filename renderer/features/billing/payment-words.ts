import type { PaymentMethod } from '../../../core/billing/model.js'

export const methodWords = {
  cash: 'Cash',
  card: 'Card',
  'mobile-money': 'Mobile money',
  'bank-transfer': 'Bank transfer',
} as const satisfies Record<PaymentMethod, string>

export const methodChoices = Object.entries(methodWords).map(([value, label]) => ({ value, label }))

/** What the reference of a payment is called at the desk; cash has none. */
export const referenceWords = {
  cash: 'Reference',
  card: 'Terminal reference',
  'mobile-money': 'Network reference',
  'bank-transfer': 'Transfer reference',
} as const satisfies Record<PaymentMethod, string>
