import type { Charge } from '../../../core/billing/model.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'

/** What is owed, by whom, and what is left to pay. */
export function ChargeFacts({ charge }: { charge: Charge }) {
  const { currency } = charge
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={currency} />
  return (
    <Facts
      items={[
        { label: 'Charge', value: money(charge.totalMinor) },
        { label: 'Payer owes', value: money(charge.payerOwesMinor) },
        { label: 'Patient owes', value: money(charge.patientOwesMinor) },
        { label: 'Patient paid', value: money(charge.patientPaidMinor) },
        charge.outstandingMinor < 0
          ? { label: 'To give back', value: money(-charge.outstandingMinor) }
          : { label: 'Outstanding', value: <strong>{money(charge.outstandingMinor)}</strong> },
      ]}
    />
  )
}
