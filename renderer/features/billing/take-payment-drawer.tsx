import { Button, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Charge, type Payment, type PaymentMethod, TakePayment } from '../../../core/billing/model.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { makeIdempotencyKey } from '../../ui/idempotency-key.js'
import { MoneyText } from '../../ui/money-text.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Seal } from '../../ui/seal.js'
import { fractionDigits, toMajorUnits, toMinorUnits } from './amounts.js'
import { methodChoices, methodWords, referenceWords } from './payment-words.js'
import { ReceiptView } from './receipt-view.js'

interface TakePaymentDrawerProps {
  /** Null while closed. */
  charge: Charge | null
  onClose: () => void
}

/** Takes the patient's part of a visit or an order, then shows the receipt without leaving. */
export function TakePaymentDrawer({ charge, onClose }: TakePaymentDrawerProps) {
  return (
    <FormDrawer isOpen={charge !== null} onClose={onClose} title={`Payment for ${charge?.code ?? ''}`} size={560}>
      {charge === null ? null : <Steps charge={charge} onClose={onClose} />}
    </FormDrawer>
  )
}

function Steps({ charge, onClose }: { charge: Charge; onClose: () => void }) {
  const [payment, setPayment] = useState<Payment | null>(null)
  if (payment === null) return <TakePaymentForm charge={charge} onDone={setPayment} onCancel={onClose} />
  return (
    <Stack gap="md">
      <Notice
        tone="done"
        title={
          <>
            <MoneyText amountMinor={payment.amountMinor} currency={payment.currency} /> taken, receipt {payment.code}
          </>
        }
      >
        {methodWords[payment.method]} · <Seal proof={payment.proof} kind="payment" recordId={payment.id} />
      </Notice>
      <ReceiptView paymentId={payment.id} />
      <Button variant="default" onClick={onClose} style={{ alignSelf: 'flex-start' }}>
        Done
      </Button>
    </Stack>
  )
}

interface TakePaymentFormProps {
  charge: Charge
  onDone: (payment: Payment) => void
  onCancel: () => void
}

function TakePaymentForm({ charge, onDone, onCancel }: TakePaymentFormProps) {
  // Once per opening of the drawer: a second press, or a retry after a lost answer, is the same payment.
  const [idempotencyKey] = useState(makeIdempotencyKey)
  // What was owed when the drawer opened: the charge behind it moves on with the payment.
  const [{ payable, currency, outstandingMinor, description }] = useState(charge)
  const digits = fractionDigits(currency)
  const state = useOperationForm({
    path: 'billing.takePayment',
    schema: TakePayment,
    initial: {
      amountMinor: toMajorUnits(outstandingMinor, currency) as number | string,
      method: 'cash' as PaymentMethod,
      reference: '',
    },
    toInput: ({ amountMinor, method, reference }) => ({
      idempotencyKey,
      payable,
      currency,
      method,
      amountMinor: toMinorUnits(amountMinor, currency),
      reference: method === 'cash' ? '' : reference,
    }),
    onDone,
  })
  const { form } = state
  const { method } = form.values
  return (
    <OperationFields state={state} submitLabel="Take payment" onCancel={onCancel}>
      <Text c="dimmed">
        {description}. Outstanding: <MoneyText amountMinor={outstandingMinor} currency={currency} />
      </Text>
      <NumberInput
        label={`Amount in ${currency}`}
        min={0}
        decimalScale={digits}
        fixedDecimalScale
        thousandSeparator=","
        allowNegative={false}
        hideControls
        data-autofocus
        {...form.getInputProps('amountMinor')}
      />
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={500} id="payment-method">
          Method
        </Text>
        <SegmentedControl aria-labelledby="payment-method" data={methodChoices} {...form.getInputProps('method')} />
      </Stack>
      {method === 'cash' ? null : (
        <TextInput
          label={referenceWords[method]}
          description="As the terminal or the network shows it; never a card number"
          autoComplete="off"
          {...form.getInputProps('reference')}
        />
      )}
    </OperationFields>
  )
}
