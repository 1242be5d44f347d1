import { Text, Title } from '@mantine/core'
import type { Receipt } from '../../../core/billing/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { ClinicHeading } from '../../ui/clinic-heading.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { PrintSheet } from '../../ui/print-sheet.js'
import { QueryView } from '../../ui/query-view.js'
import { TimeText } from '../../ui/time-text.js'
import { methodWords } from './payment-words.js'

/** A receipt as it goes to the patient; printed from where one stands. */
export function ReceiptView({ paymentId }: { paymentId: string }) {
  const receipt = useOperationQuery('billing.getReceipt', { paymentId })
  return (
    <QueryView query={receipt}>
      {(data) => (
        <PrintSheet suggestedName={`receipt-${data.payment.code}`}>
          <ReceiptPaper receipt={data} />
        </PrintSheet>
      )}
    </QueryView>
  )
}

function ReceiptPaper({ receipt }: { receipt: Receipt }) {
  const { payment, charge } = receipt
  const isRefund = payment.amountMinor < 0
  return (
    <article aria-label={`Receipt ${payment.code}`}>
      <ClinicHeading name={receipt.clinicName} />
      <Title order={2} mt="xs" mb="md">
        {isRefund ? 'Refund' : 'Receipt'} {payment.code}
      </Title>
      <Text size="xl" fw={600} mb="md">
        <MoneyText amountMinor={payment.amountMinor} currency={payment.currency} />
      </Text>
      <Facts
        items={[
          { label: isRefund ? 'Given back to' : 'Received from', value: receipt.patientName },
          { label: 'Patient', value: receipt.patientCode },
          { label: 'For', value: charge.description },
          { label: 'Number', value: charge.code },
          { label: 'Method', value: methodWords[payment.method] },
          ...(payment.reference === null ? [] : [{ label: 'Reference', value: payment.reference }]),
          { label: isRefund ? 'Given back' : 'Taken', value: <TimeText at={payment.takenAt} /> },
          { label: 'By', value: payment.takenBy },
          { label: 'Charge', value: <MoneyText amountMinor={charge.totalMinor} currency={charge.currency} /> },
          {
            label: 'Payer’s part',
            value: <MoneyText amountMinor={charge.payerOwesMinor} currency={charge.currency} />,
          },
          {
            label: 'Left to pay',
            value: <MoneyText amountMinor={Math.max(0, charge.outstandingMinor)} currency={charge.currency} />,
          },
        ]}
      />
      <Text size="xs" c="dimmed" mt="lg" style={{ overflowWrap: 'anywhere' }}>
        Proof {payment.proof.commitment}
      </Text>
    </article>
  )
}
