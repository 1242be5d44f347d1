import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { formatMoney } from '../../../core/kernel/money.js'
import type { Order } from '../../../core/pharmacy/model.js'
import { useCan } from '../../app/session.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { say } from '../../ui/say.js'
import { HandOverDrawer, ShipDrawer } from './order-drawers.js'
import { nextActOf } from './order-words.js'

interface OrderActButtonProps {
  order: Order
  patientName: string
  isPrimary: boolean
}

/** The one thing that the pharmacy does next with an order: Dispense, Ship, or Hand over. Nothing without the permission. */
export function OrderActButton({ order, patientName, isPrimary }: OrderActButtonProps) {
  const can = useCan()
  const act = nextActOf(order)
  if (act === null || !can('pharmacy:dispense')) return null
  const variant = isPrimary ? 'filled' : 'default'
  if (act === 'dispense') return <DispenseButton order={order} variant={variant} />
  return <DrawerButton key={act} act={act} order={order} patientName={patientName} variant={variant} />
}

type Variant = 'filled' | 'default'

function DispenseButton({ order, variant }: { order: Order; variant: Variant }) {
  const dispense = useOperationCommand('pharmacy.dispense', {
    onDone: ({ code }) => say({ tone: 'done', message: `Order ${code} is dispensed.` }),
  })
  const { error } = dispense
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant={variant} loading={dispense.isPending} onClick={() => dispense.mutate({ orderId: order.id })}>
        Dispense
      </Button>
      {error === null ? null : isRefusal(error, 'PAYMENT_DUE') ? (
        <Notice tone="attention" title={error.message}>
          {formatMoney(error.data.outstandingMinor, order.currency)} is outstanding. Take the payment first.
        </Notice>
      ) : isRefusal(error, 'KEPT_ELSEWHERE') ? (
        <Notice tone="attention" title={error.message}>
          Kept at {error.data.places.join(', ')}.
        </Notice>
      ) : isRefusal(error, 'BATCH_EXPIRED') ? (
        <Notice tone="danger" title={error.message}>
          It is batch {error.data.batchNumber}.
        </Notice>
      ) : (
        <ErrorState error={error} />
      )}
    </Stack>
  )
}

interface DrawerButtonProps {
  act: 'ship' | 'hand-over'
  order: Order
  patientName: string
  variant: Variant
}

function DrawerButton({ act, order, patientName, variant }: DrawerButtonProps) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <>
      {/* Hidden while its drawer is open: two buttons of one name would be one too many. */}
      <Button variant={variant} onClick={() => setIsOpen(true)} style={isOpen ? { visibility: 'hidden' } : {}}>
        {act === 'ship' ? 'Ship' : 'Hand over'}
      </Button>
      {act === 'ship' ? (
        <ShipDrawer order={order} isOpen={isOpen} onClose={close} />
      ) : (
        <HandOverDrawer order={order} patientName={patientName} isOpen={isOpen} onClose={close} />
      )}
    </>
  )
}
