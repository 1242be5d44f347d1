import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Invoice, InvoiceEntry } from '../../../core/invoices/model.js'
import { invoiceTable } from '../../../core/invoices/rules.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { useClinicSettings } from '../../ui/clinic-context.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { CsvButton } from '../../ui/csv-button.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { PrintSheet } from '../../ui/print-sheet.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { Timeline } from '../../ui/timeline.js'
import { useCheckLines } from '../usage/check-lines.js'
import { UsageLines } from '../usage/usage-lines.js'
import { monthWords, quantityWords, resourceWords } from '../usage/usage-words.js'
import { AnswerForm, CreditForm, DisputeForm, PayForm } from './invoice-forms.js'
import { InvoicePaper } from './invoice-paper.js'
import { eventOf, stateWords } from './invoice-words.js'
import classes from './invoices.module.css'

/** One invoice beside the list: its paper, what can be done with it, and what came of it. */
export function InvoiceDetail({ invoiceId, onClose }: { invoiceId: string; onClose: () => void }) {
  const invoice = useOperationQuery('invoices.get', { invoiceId })
  return (
    <Stack p="md" gap="md">
      <QueryView query={invoice}>{(data) => <InvoiceFacts invoice={data} onClose={onClose} />}</QueryView>
    </Stack>
  )
}

type Dispute = Extract<InvoiceEntry, { kind: 'dispute' }>

function openDisputeOf({ entries }: Invoice): Dispute | undefined {
  const answered = new Set(entries.flatMap((entry) => (entry.kind === 'answer' ? [entry.disputeId] : [])))
  return entries.find((entry): entry is Dispute => entry.kind === 'dispute' && !answered.has(entry.id))
}

function InvoiceFacts({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const can = useCan()('clinic:manage')
  const { timeZone } = useClinicSettings()
  const [act, setAct] = useState<'pay' | 'credit' | 'dispute' | 'answer' | null>(null)
  const done = () => setAct(null)
  const { code, state, stage, card, entries } = invoice
  const dispute = openDisputeOf(invoice)
  const titles = {
    pay: `Payment of invoice ${code}`,
    credit: `Credit note for invoice ${code}`,
    dispute: `Dispute invoice ${code}`,
    answer: `Answer the dispute of invoice ${code}`,
  }
  return (
    <>
      <Group gap="xs">
        <Title order={2}>Invoice {code}</Title>
        <StatusBadge tone={stateWords[state].tone}>{stateWords[state].word}</StatusBadge>
        {dispute === undefined ? null : <StatusBadge tone="attention">Disputed</StatusBadge>}
        <Button size="xs" variant="subtle" ms="auto" leftSection={<IconX size={14} />} onClick={onClose}>
          Close
        </Button>
      </Group>
      {stage === 'draft' ? <DraftActs invoice={invoice} onDiscarded={onClose} /> : null}
      {stage === 'issued' && can ? (
        <Group gap="xs">
          {invoice.outstandingMinor > 0 ? <Button onClick={() => setAct('pay')}>Mark as paid</Button> : null}
          {invoice.creditedMinor < invoice.totalMinor ? (
            <Button variant="default" onClick={() => setAct('credit')}>
              Credit note
            </Button>
          ) : null}
          {dispute === undefined ? (
            <Button variant="default" onClick={() => setAct('dispute')}>
              Dispute
            </Button>
          ) : null}
        </Group>
      ) : null}
      {dispute === undefined ? null : (
        <DisputeLines invoice={invoice} dispute={dispute} onAnswer={can ? () => setAct('answer') : null} />
      )}
      {invoice.late.length === 0 ? null : (
        <Notice tone="attention" title="More was used than this charges">
          Lines came after it was made:{' '}
          {invoice.late
            .map(({ resource, quantity }) => `${resourceWords[resource].name} ${quantityWords(resource, quantity)}`)
            .join(', ')}
          . {stage === 'draft' ? 'Discard it and draft the month again to charge them.' : 'No invoice charges them.'}
        </Notice>
      )}
      <PrintSheet
        suggestedName={`invoice-${code}`}
        actions={<CsvButton name={`invoice-${code}`} rows={invoiceTable(invoice, timeZone)} size="sm" />}
      >
        <InvoicePaper invoice={invoice} />
      </PrintSheet>
      {entries.length === 0 ? null : (
        <div>
          <Text fw={600} mb="xs">
            History
          </Text>
          <Timeline
            label={`History of invoice ${code}`}
            events={entries.map((entry) => eventOf(entry, card.currency))}
          />
        </div>
      )}
      <FormDrawer isOpen={act !== null} onClose={done} title={act === null ? '' : titles[act]}>
        {act === 'pay' ? <PayForm invoice={invoice} onDone={done} /> : null}
        {act === 'credit' ? <CreditForm invoice={invoice} onDone={done} /> : null}
        {act === 'dispute' ? <DisputeForm invoice={invoice} onDone={done} /> : null}
        {act === 'answer' && dispute ? <AnswerForm invoice={invoice} disputeId={dispute.id} onDone={done} /> : null}
      </FormDrawer>
    </>
  )
}

/** What can be done with a draft: issue it, or throw it away. */
function DraftActs({ invoice, onDiscarded }: { invoice: Invoice; onDiscarded: () => void }) {
  const can = useCan()('clinic:manage')
  const [isAsked, setIsAsked] = useState(false)
  const { id: invoiceId, version, code } = invoice
  const issue = useOperationCommand('invoices.issue', {
    onDone: () => {
      setIsAsked(false)
      say({ tone: 'done', message: `Invoice ${code} is issued.` })
    },
  })
  const discard = useOperationCommand('invoices.discard', { onDone: onDiscarded })
  if (!can) return null
  return (
    <>
      {discard.error === null ? null : <ErrorState error={discard.error} />}
      <Group gap="xs">
        <Button onClick={() => setIsAsked(true)}>Issue invoice</Button>
        <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate({ invoiceId, version })}>
          Discard draft
        </Button>
      </Group>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        title={`Issue invoice ${code}?`}
        confirmLabel="Issue invoice"
        keepLabel="Keep draft"
        isPending={issue.isPending}
        error={issue.error}
        onConfirm={() => issue.mutate({ invoiceId, version })}
      >
        It is due {invoice.card.paymentDays === 0 ? 'at once' : `in ${invoice.card.paymentDays} days`} and never changes
        again. What turns out wrong is put right by a credit note.
      </ConfirmDialog>
    </>
  )
}

interface DisputeLinesProps {
  invoice: Invoice
  dispute: Dispute
  /** Null for whoever may not answer. */
  onAnswer: (() => void) | null
}

/** The signed lines behind what is disputed. */
function DisputeLines({ invoice, dispute: { resource, reason }, onAnswer }: DisputeLinesProps) {
  const check = useCheckLines()
  const about = resource === null ? 'The whole invoice' : resourceWords[resource].name
  return (
    <Stack gap="sm">
      <Notice
        tone="attention"
        title={`${about} is disputed`}
        actions={
          onAnswer === null ? null : (
            <Button size="xs" variant="default" onClick={onAnswer}>
              Answer dispute
            </Button>
          )
        }
      >
        {reason}
      </Notice>
      <Group justify="space-between">
        <Text fw={600}>Lines of {monthWords(invoice.month)}</Text>
        {check.button}
      </Group>
      {check.result}
      <div className={classes.disputed}>
        <UsageLines month={invoice.month} resource={resource ?? undefined} isNarrow />
      </div>
    </Stack>
  )
}
