import { Button, Group, Text } from '@mantine/core'
import type { Visit } from '../../../core/encounters/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Section } from '../../ui/page.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { ChargeFacts } from '../billing/charge-facts.js'
import { PaymentList } from '../billing/payment-list.js'
import { VerificationCard } from '../insurance/verification-card.js'
import { VerifyCoverageForm } from '../insurance/verify-coverage-form.js'
import { OrderLines } from '../pharmacy/order-lines.js'
import { OrderStanding } from '../pharmacy/order-standing.js'
import {
  deliveryWords,
  isBinding,
  orderStateTones,
  orderStateWords,
  prescriptionCheckWords,
} from '../pharmacy/order-words.js'
import { ActionButton } from './action-button.js'
import { orderOf } from './next-actions.js'
import { useOpenActs } from './open-acts.js'
import type { StepPanelProps, VisitActs } from './visit-acts.js'

/** What was ordered from the pharmacy, who pays for it, and what was paid. */
export function OrderedPanel({ visit, acts }: StepPanelProps) {
  const { mayOrder, isPrimaryFree } = useOpenActs(visit)
  const order = mayOrder ? (
    <ActionButton visit={visit} action="order" acts={acts} isPrimary={isPrimaryFree && visit.orders.every(isOver)} />
  ) : null
  if (visit.orders.length === 0)
    return (
      <Section title="Orders" actions={order}>
        <EmptyState title="Nothing is ordered yet">
          What was prescribed can be ordered from the pharmacy here, or filled at any other pharmacy with the paper.
        </EmptyState>
      </Section>
    )
  return (
    <>
      {visit.orders.map((entry) => (
        <OrderSection key={entry.order.id} visit={visit} entry={entry} acts={acts} />
      ))}
      {order}
    </>
  )
}

const isOver = ({ order }: Visit['orders'][number]): boolean =>
  order.state === 'declined' || order.state === 'cancelled'

interface OrderSectionProps {
  visit: Visit
  entry: Visit['orders'][number]
  acts: VisitActs
}

function OrderSection({ visit, entry: { order, charge, verification }, acts }: OrderSectionProps) {
  const can = useCan()
  const isNext = visit.nextAction === 'pay-order' && orderOf(visit, 'pay-order')?.order.id === order.id
  const isOpen = order.state !== 'cancelled'
  const payments = visit.payments.filter(({ payable }) => payable.id === order.id)
  const mayPay = isOpen && charge.outstandingMinor > 0 && can('billing:write') && !isNext
  const mayVerify =
    can('insurance:write') &&
    order.state === 'placed' &&
    !visit.claims.some(({ payable, state }) => payable.id === order.id && state !== 'draft')
  return (
    <>
      <Section
        title={`Order ${order.code}`}
        actions={
          <Group gap="xs">
            <Seal proof={order.proof} kind="order" recordId={order.id} />
            <StatusBadge tone={orderStateTones[order.state]}>{orderStateWords[order.state]}</StatusBadge>
          </Group>
        }
      >
        <OrderStanding order={order} actions={<AppLink to={`/pharmacy/orders/${order.id}`}>Open the order</AppLink>} />
        <OrderLines order={order} />
        <Text size="sm" c="dimmed" mt="xs">
          {prescriptionCheckWords[order.prescriptionCheck]} · {deliveryWords(order)}
        </Text>
      </Section>
      {isBinding(order) || payments.length > 0 ? (
        <Section
          title={`Payment of ${order.code}`}
          actions={
            mayPay ? (
              <Button
                size="xs"
                variant="default"
                aria-label={`Take payment for ${order.code}`}
                onClick={() => acts.open('pay-order', charge)}
              >
                Take payment
              </Button>
            ) : null
          }
        >
          <ChargeFacts charge={charge} />
          {payments.length === 0 ? null : (
            <div style={{ marginBlockStart: 12 }}>
              <PaymentList payments={payments} />
            </div>
          )}
        </Section>
      ) : null}
      {verification === null && !mayVerify ? null : (
        <Section title={`Coverage of ${order.code}`}>
          {verification === null ? null : <VerificationCard verification={verification} />}
          {mayVerify ? (
            <div style={{ marginBlockStart: verification === null ? 0 : 16 }}>
              <VerifyCoverageForm
                payable={{ kind: 'order', id: order.id }}
                coverages={visit.coverages}
                formerId={verification?.coverageId}
                isPrimary={false}
                label={`Verify coverage of ${order.code}`}
              />
            </div>
          ) : null}
        </Section>
      )}
    </>
  )
}
