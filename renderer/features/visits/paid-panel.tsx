import { Section } from '../../ui/page.js'
import { ChargeFacts } from '../billing/charge-facts.js'
import { PaymentList } from '../billing/payment-list.js'
import { ActionButton } from './action-button.js'
import { useOpenActs } from './open-acts.js'
import type { StepPanelProps } from './visit-acts.js'

/** The patient's part of the visit: what is owed, what was paid, and the receipts. */
export function PaidPanel({ visit, acts }: StepPanelProps) {
  const { mayPay, isPrimaryFree } = useOpenActs(visit)
  return (
    <>
      <Section
        title="Charge"
        actions={
          mayPay ? <ActionButton visit={visit} action="take-payment" acts={acts} isPrimary={isPrimaryFree} /> : null
        }
      >
        <ChargeFacts charge={visit.charge} />
      </Section>
      <Section title="Payments">
        <PaymentList payments={visit.payments.filter(({ payable }) => payable.kind === 'consultation')} />
      </Section>
    </>
  )
}
