import { NumberInput, Text, TextInput } from '@mantine/core'
import { type Product, ReceiveStock, type StockBatch } from '../../../core/pharmacy/model.js'
import { pharmacy } from '../../../core/pharmacy/operations.js'
import { countWords } from '../../ui/count-words.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { inputSchemaOf } from '../../ui/operation-schema.js'
import { say } from '../../ui/say.js'

/** A delivery from the manufacturer. */
export function ReceiveStockForm({ product, onDone }: { product: Product; onDone: () => void }) {
  const state = useOperationForm({
    path: 'pharmacy.receiveStock',
    schema: ReceiveStock,
    initial: { batchNumber: '', expiresOn: '', quantity: '' as number | string },
    toInput: (values) => ({ ...values, productId: product.id }),
    draftKey: `receive-${product.id}`,
    onDone: () => {
      say({ tone: 'done', message: `Received; ${product.name} is on the shelf.` })
      onDone()
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Receive stock" onCancel={onDone}>
      <Text c="dimmed">
        {product.name} · {product.manufacturer}
      </Text>
      <TextInput label="Batch number" autoComplete="off" data-autofocus {...form.getInputProps('batchNumber')} />
      <TextInput label="Expires on" type="date" {...form.getInputProps('expiresOn')} />
      <NumberInput label="Quantity" min={1} allowDecimal={false} {...form.getInputProps('quantity')} />
    </OperationFields>
  )
}

interface AdjustStockFormProps {
  product: Product
  batch: StockBatch
  onDone: () => void
}

/** Corrects a count: what is really there is typed, what changes follows from it. */
export function AdjustStockForm({ product, batch, onDone }: AdjustStockFormProps) {
  const state = useOperationForm({
    path: 'pharmacy.adjustStock',
    schema: inputSchemaOf(pharmacy.adjustStock),
    initial: { change: batch.onHand as number | string, reason: '' },
    toInput: ({ change, reason }) => ({
      batchId: batch.id,
      change: change === '' ? null : Number(change) - batch.onHand,
      reason,
    }),
    onDone: () => {
      say({ tone: 'done', message: `The count of batch ${batch.batchNumber} is corrected.` })
      onDone()
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Correct count" onCancel={onDone}>
      <Text c="dimmed">
        {product.name}, batch {batch.batchNumber}: {countWords(batch.onHand)} on record
      </Text>
      <NumberInput
        label="Counted on the shelf"
        min={0}
        allowDecimal={false}
        data-autofocus
        {...form.getInputProps('change')}
      />
      <TextInput
        label="Reason"
        placeholder="Broken, returned, miscounted"
        maxLength={200}
        {...form.getInputProps('reason')}
      />
    </OperationFields>
  )
}
