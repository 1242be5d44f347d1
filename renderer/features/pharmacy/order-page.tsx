import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Charge } from '../../../core/billing/model.js'
import { OrderId } from '../../../core/kernel/ids.js'
import type { Order } from '../../../core/pharmacy/model.js'
import { AppLink, useIdParam } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { Page, Section } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { OpenEmergencyPage } from '../access/open-emergency.js'
import { PrescriptionCard } from '../prescriptions/prescription-card.js'
import { CancelOrderDialog } from './cancel-order-dialog.js'
import { OrderActButton } from './order-act-button.js'
import { OrderLines } from './order-lines.js'
import { OrderPayment } from './order-payment.js'
import { OrderStanding } from './order-standing.js'
import { OrderTimeline } from './order-timeline.js'
import {
  cancelWords,
  deliveryWords,
  fillWords,
  isOpenOrder,
  orderStateTones,
  orderStateWords,
  prescriptionCheckWords,
} from './order-words.js'
import classes from './pharmacy.module.css'

/** One order: what is in it, its prescriptions, who pays, and where it is. */
export function OrderPage() {
  const orderId = useIdParam('orderId', OrderId)
  const order = useOperationQuery('pharmacy.getOrder', { orderId })
  if (isRefusal(order.error, 'NO_CARE_RELATION'))
    return (
      <OpenEmergencyPage title="Order" patientId={order.error.data.patientId} onOpened={() => void order.refetch()} />
    )
  return (
    <QueryView query={order} loading={<Page title="Order">{null}</Page>}>
      {(data) => <OrderView order={data} />}
    </QueryView>
  )
}

function OrderView({ order }: { order: Order }) {
  const can = useCan()
  const [isCanceling, setIsCanceling] = useState(false)
  const banner = useOperationQuery(
    'patients.getBanner',
    { patientId: order.patientId },
    { isEnabled: can('patients:read') },
  )
  const charge = useOperationQuery(
    'billing.getCharge',
    { kind: 'order', id: order.id },
    { isEnabled: can('billing:read') },
  )
  const isPaymentNext = order.state === 'placed' && (charge.data?.outstandingMinor ?? 0) > 0
  // An order that was taken back says so itself.
  const isHeldBack =
    (order.fillStanding === 'contested' || order.fillStanding === 'void') && order.state !== 'cancelled'
  const prescriptionIds = [
    ...new Set(order.lines.flatMap(({ prescriptionId }) => (prescriptionId === null ? [] : [prescriptionId]))),
  ]
  return (
    <Page
      title={`Order ${order.code}`}
      subtitle={deliveryWords(order)}
      above={banner.data === undefined ? null : <PatientBanner banner={banner.data} />}
      actions={
        <Group gap="xs">
          <Seal proof={order.proof} kind="order" recordId={order.id} />
          <StatusBadge tone={orderStateTones[order.state]}>{orderStateWords[order.state]}</StatusBadge>
          {can('pharmacy:order') && isOpenOrder(order) ? (
            <Button variant="subtle" color="red" onClick={() => setIsCanceling(true)}>
              {cancelWords(order)}
            </Button>
          ) : null}
          {isHeldBack && order.state !== 'shipped' ? null : (
            <OrderActButton
              order={order}
              patientName={banner.data?.fullName ?? ''}
              isPrimary={!(isPaymentNext && can('billing:write'))}
            />
          )}
        </Group>
      }
    >
      <OrderStanding order={order} />
      {isHeldBack ? (
        <Notice
          tone={order.fillStanding === 'contested' ? 'danger' : 'attention'}
          title={order.fillStanding === 'contested' ? 'Filled more often than allowed' : 'This fill does not stand'}
          actions={can('sync:read') ? <AppLink to="/conflicts">Open conflicts</AppLink> : undefined}
        >
          {fillWords[order.fillStanding]}
        </Notice>
      ) : null}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Section title="Medicines">
            <OrderLines order={order} />
            <Text size="sm" c="dimmed" mt="xs">
              {order.state === 'requested' ? 'At today’s prices; what is confirmed counts. ' : null}
              {prescriptionCheckWords[order.prescriptionCheck]}
              {isHeldBack || order.state === 'cancelled' || fillWords[order.fillStanding] === null
                ? null
                : `. ${fillWords[order.fillStanding]}`}
            </Text>
          </Section>
          {can('prescriptions:read') && prescriptionIds.length > 0 ? (
            <Section title="Prescriptions">
              {prescriptionIds.map((prescriptionId) => (
                <OrderPrescription key={prescriptionId} prescriptionId={prescriptionId} />
              ))}
            </Section>
          ) : null}
        </div>
        <div className={classes.column}>
          <Section title="Tracking">
            <OrderTimeline order={order} />
            <div style={{ marginBlockStart: 12 }}>
              <Facts
                items={[
                  { label: 'Delivery', value: deliveryWords(order) },
                  ...(order.trackingNumber === null ? [] : [{ label: 'Tracking number', value: order.trackingNumber }]),
                  ...(order.consultationId !== null && can('encounters:read')
                    ? [
                        {
                          label: 'From',
                          value: <AppLink to={`/visits/${order.consultationId}`}>A visit</AppLink>,
                        },
                      ]
                    : []),
                ]}
              />
            </div>
          </Section>
          {can('billing:read') ? (
            <QueryView query={charge}>
              {(data: Charge) => <OrderPayment order={order} charge={data} isPrimary={isPaymentNext} />}
            </QueryView>
          ) : null}
        </div>
      </div>
      {isCanceling ? <CancelOrderDialog order={order} onClose={() => setIsCanceling(false)} /> : null}
    </Page>
  )
}

function OrderPrescription({ prescriptionId }: { prescriptionId: string }) {
  const prescription = useOperationQuery('prescriptions.get', { prescriptionId })
  return <QueryView query={prescription}>{(data) => <PrescriptionCard prescription={data} />}</QueryView>
}
