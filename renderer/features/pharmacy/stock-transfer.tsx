import { NumberInput, Select, Text } from '@mantine/core'
import { type Product, type StockBatch, type StockSite, TransferStock } from '../../../core/pharmacy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { countWords } from '../../ui/count-words.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'

interface TransferStockFormProps {
  product: Product
  batch: StockBatch
  /** The other workstations of the clinic. */
  sites: readonly StockSite[]
  onDone: () => void
}

/** Hands a batch, or a part of it, over to another workstation: from then on that one dispenses it. */
export function TransferStockForm({ product, batch, sites, onDone }: TransferStockFormProps) {
  const state = useOperationForm({
    path: 'pharmacy.transferStock',
    schema: TransferStock,
    initial: { to: sites.length === 1 ? (sites[0]?.id ?? '') : '', quantity: batch.onHand as number | string },
    toInput: (values) => ({ ...values, batchId: batch.id }),
    onDone: () => {
      say({
        tone: 'done',
        message: `Batch ${batch.batchNumber} is handed over. It can be dispensed there once it synced.`,
      })
      onDone()
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Hand over" onCancel={onDone}>
      <Text c="dimmed">
        {product.name}, batch {batch.batchNumber}: {countWords(batch.onHand)} on this workstation’s shelf. What is
        handed over is taken from here at once, and can be dispensed there as soon as that workstation has synced.
      </Text>
      <Select
        label="To"
        placeholder="Choose a workstation"
        data={sites.map(({ id, name }) => ({ value: id, label: name }))}
        allowDeselect={false}
        data-autofocus
        {...form.getInputProps('to')}
      />
      <NumberInput
        label="Quantity"
        min={1}
        max={batch.onHand}
        allowDecimal={false}
        {...form.getInputProps('quantity')}
      />
    </OperationFields>
  )
}

/** Asks before an administrator takes over what a removed workstation kept. */
export function TakeOverDialog({ batch, onClose }: { batch: StockBatch; onClose: () => void }) {
  const takeOver = useOperationCommand('pharmacy.takeOverStock', {
    onDone: () => {
      say({ tone: 'done', message: `Batch ${batch.batchNumber} is kept at this workstation now.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Take over batch ${batch.batchNumber}?`}
      confirmLabel="Take over"
      isPending={takeOver.isPending}
      error={takeOver.error}
      onConfirm={() => takeOver.mutate({ batchId: batch.id })}
    >
      {batch.keptAt} was removed from the clinic. From now on this workstation dispenses the batch. Count what is really
      on the shelf afterwards: what the removed workstation took and never sent is not on record.
    </ConfirmDialog>
  )
}
