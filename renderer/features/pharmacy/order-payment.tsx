import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { Charge } from '../../../core/billing/model.js'
import type { Verification } from '../../../core/insurance/model.js'
import type { Order } from '../../../core/pharmacy/model.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { ChargeFacts } from '../billing/charge-facts.js'
import { TakePaymentDrawer } from '../billing/take-payment-drawer.js'
import { VerificationCard } from '../insurance/verification-card.js'
import { VerifyCoverageForm } from '../insurance/verify-coverage-form.js'

interface OrderPaymentProps {
  order: Order
  charge: Charge
  isPrimary: boolean
}

/** Who pays for an order: the same engine and the same till as for a visit. */
export function OrderPayment({ order, charge, isPrimary }: OrderPaymentProps) {
  const can = useCan()
  const [paying, setPaying] = useState<Charge | null>(null)
  const [isVerifying, setIsVerifying] = useState(false)
  const mayPay = can('billing:write') && charge.outstandingMinor > 0 && order.state !== 'cancelled'
  if (order.state === 'requested' || order.state === 'declined')
    return (
      <Section title="Payment">
        <Text c="dimmed">
          {order.state === 'requested'
            ? 'Nothing is owed yet. Coverage is checked and the patient pays once the order is confirmed.'
            : 'Nothing is owed.'}
        </Text>
      </Section>
    )
  return (
    <Section
      title="Payment"
      actions={
        <>
          {can('insurance:write') && order.state === 'placed' ? (
            <Button size="xs" variant="default" onClick={() => setIsVerifying(true)}>
              Check coverage
            </Button>
          ) : null}
          {mayPay ? (
            <Button
              size="xs"
              variant={isPrimary ? 'filled' : 'default'}
              style={paying === null ? {} : { visibility: 'hidden' }}
              onClick={() => setPaying(charge)}
            >
              Take payment
            </Button>
          ) : null}
        </>
      }
    >
      <ChargeFacts charge={charge} />
      <TakePaymentDrawer charge={paying} onClose={() => setPaying(null)} />
      <FormDrawer
        isOpen={isVerifying}
        onClose={() => setIsVerifying(false)}
        title={`Coverage of order ${order.code}`}
        size={640}
      >
        <VerifyOrder order={order} />
      </FormDrawer>
    </Section>
  )
}

function VerifyOrder({ order }: { order: Order }) {
  const [decision, setDecision] = useState<Verification | null>(null)
  const coverages = useOperationQuery('insurance.listCoverages', { patientId: order.patientId })
  return (
    <QueryView query={coverages}>
      {(list) => (
        <>
          <VerifyCoverageForm
            payable={{ kind: 'order', id: order.id }}
            coverages={list}
            formerId={undefined}
            isPrimary
            onDone={setDecision}
          />
          {decision === null ? null : (
            <div style={{ marginBlockStart: 20 }}>
              <VerificationCard verification={decision} />
            </div>
          )}
        </>
      )}
    </QueryView>
  )
}
