import { NumberInput, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { AnswerDispute, CreditInvoice, DisputeInvoice, type Invoice, PayInvoice } from '../../../core/invoices/model.js'
import { useToday } from '../../ui/clinic-context.js'
import { makeIdempotencyKey } from '../../ui/idempotency-key.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { fractionDigits, toMajorUnits, toMinorUnits } from '../billing/amounts.js'
import { methodChoices, referenceWords } from '../billing/payment-words.js'
import { resourceWords } from '../usage/usage-words.js'

interface FormProps {
  invoice: Invoice
  onDone: () => void
}

const amountField = (currency: string) => ({
  label: `Amount in ${currency}`,
  min: 0,
  decimalScale: fractionDigits(currency),
  fixedDecimalScale: true,
  thousandSeparator: ',',
  allowNegative: false,
  hideControls: true,
})

/** Writes down what was paid, all of it or a part. */
export function PayForm({ invoice: { id: invoiceId, card, outstandingMinor }, onDone }: FormProps) {
  const { currency } = card
  const [id] = useState(makeIdempotencyKey)
  const today = useToday()
  const state = useOperationForm({
    path: 'invoices.markPaid',
    schema: PayInvoice,
    initial: {
      amountMinor: toMajorUnits(outstandingMinor, currency) as number | string,
      method: 'bank-transfer' as PayInvoiceMethod,
      reference: '',
      paidOn: today,
    },
    toInput: ({ amountMinor, ...values }) => ({
      ...{ id, invoiceId, ...values },
      amountMinor: toMinorUnits(amountMinor, currency) ?? 0,
    }),
    onDone,
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Mark as paid" onCancel={onDone}>
      <NumberInput {...amountField(currency)} data-autofocus {...form.getInputProps('amountMinor')} />
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={500} id="invoice-method">
          Method
        </Text>
        <SegmentedControl aria-labelledby="invoice-method" data={methodChoices} {...form.getInputProps('method')} />
      </Stack>
      <TextInput
        label={referenceWords[form.values.method]}
        description="Optional; never a card number"
        autoComplete="off"
        {...form.getInputProps('reference')}
      />
      <TextInput label="Paid on" type="date" max={today} {...form.getInputProps('paidOn')} />
    </OperationFields>
  )
}

type PayInvoiceMethod = keyof typeof referenceWords

/** Takes an amount of an issued invoice back. */
export function CreditForm({ invoice, onDone }: FormProps) {
  const { id: invoiceId, card, totalMinor, creditedMinor } = invoice
  const [id] = useState(makeIdempotencyKey)
  const state = useOperationForm({
    path: 'invoices.credit',
    schema: CreditInvoice,
    initial: { amountMinor: toMajorUnits(totalMinor - creditedMinor, card.currency) as number | string, reason: '' },
    toInput: ({ amountMinor, reason }) => ({
      ...{ id, invoiceId, reason },
      amountMinor: toMinorUnits(amountMinor, card.currency) ?? 0,
    }),
    onDone,
  })
  return (
    <OperationFields state={state} submitLabel="Make credit note" onCancel={onDone}>
      <Text c="dimmed">
        The invoice stays as it was issued. The credit note lowers what is owed and cannot be taken back.
      </Text>
      <NumberInput {...amountField(card.currency)} {...state.form.getInputProps('amountMinor')} />
      <Textarea label="Reason" autosize minRows={2} {...state.form.getInputProps('reason')} />
    </OperationFields>
  )
}

/** Says what is wrong, with the whole or with one line. */
export function DisputeForm({ invoice, onDone }: FormProps) {
  const state = useOperationForm({
    path: 'invoices.dispute',
    schema: DisputeInvoice,
    initial: { resource: null as string | null, reason: '' },
    toInput: ({ resource, reason }) => ({ invoiceId: invoice.id, resource, reason }),
    onDone,
  })
  const lines = invoice.lines.flatMap(({ resource }) =>
    resource === null ? [] : [{ value: resource as string, label: resourceWords[resource].name }],
  )
  return (
    <OperationFields state={state} submitLabel="Dispute invoice" onCancel={onDone}>
      <Select
        label="What it is about"
        placeholder="The whole invoice"
        clearable
        data={lines}
        {...state.form.getInputProps('resource')}
      />
      <Textarea
        label="What is wrong"
        description="Name no patient"
        autosize
        minRows={3}
        {...state.form.getInputProps('reason')}
      />
    </OperationFields>
  )
}

/** Says what came of a dispute. A correction is a credit note of its own. */
export function AnswerForm({ invoice, disputeId, onDone }: FormProps & { disputeId: string }) {
  const state = useOperationForm({
    path: 'invoices.answerDispute',
    schema: AnswerDispute,
    initial: { outcome: 'stands', comment: '' },
    toInput: (values) => ({ invoiceId: invoice.id, disputeId, ...values }),
    onDone,
  })
  return (
    <OperationFields state={state} submitLabel="Answer dispute" onCancel={onDone}>
      <SegmentedControl
        aria-label="Outcome"
        data={[
          { value: 'stands', label: 'The invoice stands' },
          { value: 'corrected', label: 'Corrected by a credit note' },
        ]}
        {...state.form.getInputProps('outcome')}
      />
      <Textarea label="Comment" autosize minRows={2} {...state.form.getInputProps('comment')} />
    </OperationFields>
  )
}
