import { Text, TextInput } from '@mantine/core'
import type { Order } from '../../../core/pharmacy/model.js'
import { pharmacy } from '../../../core/pharmacy/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { inputSchemaOf } from '../../ui/operation-schema.js'
import { say } from '../../ui/say.js'
import { deliveryWords } from './order-words.js'

interface OrderDrawerProps {
  order: Order
  isOpen: boolean
  onClose: () => void
}

/** The order leaves the pharmacy: who carries it, and the number to follow it by. */
export function ShipDrawer({ order, isOpen, onClose }: OrderDrawerProps) {
  return (
    <FormDrawer isOpen={isOpen} onClose={onClose} title={`Ship order ${order.code}`}>
      <ShipForm order={order} onDone={onClose} />
    </FormDrawer>
  )
}

function ShipForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const state = useOperationForm({
    path: 'pharmacy.ship',
    schema: inputSchemaOf(pharmacy.ship),
    initial: { carrier: '', trackingNumber: '' },
    toInput: (values) => ({ ...values, orderId: order.id }),
    draftKey: `ship-${order.id}`,
    onDone: ({ code }) => {
      say({ tone: 'done', message: `Order ${code} is on its way.` })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Ship" onCancel={onDone}>
      <Text c="dimmed">{deliveryWords(order)}</Text>
      <TextInput label="Carrier" autoComplete="off" data-autofocus {...state.form.getInputProps('carrier')} />
      <TextInput label="Tracking number" autoComplete="off" {...state.form.getInputProps('trackingNumber')} />
    </OperationFields>
  )
}

/** The patient, or whoever came for them, has the medicine. */
export function HandOverDrawer({ order, patientName, isOpen, onClose }: OrderDrawerProps & { patientName: string }) {
  return (
    <FormDrawer isOpen={isOpen} onClose={onClose} title={`Hand over order ${order.code}`}>
      <HandOverForm order={order} patientName={patientName} onDone={onClose} />
    </FormDrawer>
  )
}

interface HandOverFormProps {
  order: Order
  patientName: string
  onDone: () => void
}

function HandOverForm({ order, patientName, onDone }: HandOverFormProps) {
  const state = useOperationForm({
    path: 'pharmacy.handOver',
    schema: inputSchemaOf(pharmacy.handOver),
    initial: { receivedBy: patientName },
    toInput: (values) => ({ ...values, orderId: order.id }),
    onDone: ({ code }) => {
      say({ tone: 'done', message: `Order ${code} is handed over.` })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Hand over" onCancel={onDone}>
      <TextInput
        label="Received by"
        description="The patient, or the person who came for them"
        autoComplete="off"
        maxLength={120}
        data-autofocus
        {...state.form.getInputProps('receivedBy')}
      />
    </OperationFields>
  )
}
