import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Invoice, InvoiceLine } from '../../../core/invoices/model.js'
import { formatMoney } from '../../../core/kernel/money.js'
import { ClinicHeading } from '../../ui/clinic-heading.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { DateText, TimeText } from '../../ui/time-text.js'
import { monthWords, quantityWords, resourceWords } from '../usage/usage-words.js'
import classes from './invoices.module.css'

/** The invoice as it is printed. */
export function InvoicePaper({ invoice }: { invoice: Invoice }) {
  const { card, code, month, issuedAt, dueOn, outstandingMinor, paidMinor, creditedMinor } = invoice
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={card.currency} />
  return (
    <article aria-label={`Invoice ${code}`}>
      <ClinicHeading name={invoice.clinicName} />
      <Title order={2} mb="md">
        {issuedAt === null ? 'Draft of invoice' : 'Invoice'} {code}
      </Title>
      <Facts
        items={[
          { label: 'For', value: invoice.clinicName },
          { label: 'Month', value: monthWords(month) },
          { label: 'Issued', value: issuedAt === null ? 'Not yet' : <TimeText at={issuedAt} show="day" /> },
          ...(dueOn === null ? [] : [{ label: 'Due', value: <DateText date={dueOn} /> }]),
        ]}
      />
      <table className={classes.lines} aria-label="Charges">
        <thead>
          <tr>
            <th scope="col">For</th>
            <th scope="col">Used</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.resource ?? 'minimum'}>
              <td>
                {line.resource === null ? 'To the month’s minimum' : resourceWords[line.resource].name}
                {priceNotes(line, card.currency).map((note) => (
                  <Text key={note} size="xs" c="dimmed">
                    {note}
                  </Text>
                ))}
              </td>
              <td>{line.resource === null ? '' : quantityWords(line.resource, line.quantity)}</td>
              <td>{money(line.amountMinor)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <SumRow label="Subtotal">{money(invoice.subtotalMinor)}</SumRow>
          <SumRow label={`${card.taxName}, ${card.taxBasisPoints / 100} %`}>{money(invoice.taxMinor)}</SumRow>
          <SumRow label="Total" isStrong>
            {money(invoice.totalMinor)}
          </SumRow>
          {paidMinor > 0 ? <SumRow label="Paid">{money(paidMinor)}</SumRow> : null}
          {creditedMinor > 0 ? <SumRow label="Credited">{money(creditedMinor)}</SumRow> : null}
          {paidMinor > 0 || creditedMinor > 0 ? (
            <SumRow label={outstandingMinor < 0 ? 'To give back' : 'Left to pay'} isStrong>
              {money(Math.abs(outstandingMinor))}
            </SumRow>
          ) : null}
        </tfoot>
      </table>
    </article>
  )
}

/** What of a resource was free, and what each tier's units cost. */
function priceNotes({ resource, allowance, tiers, per }: InvoiceLine, currency: string): string[] {
  if (resource === null) return []
  const free = allowance > 0 ? [`${quantityWords(resource, allowance)} included`] : []
  const priced = tiers.map(
    ({ quantity, priceMinor }) =>
      `${quantityWords(resource, quantity)} at ${formatMoney(priceMinor, currency)} for ${quantityWords(resource, per)}`,
  )
  return [...free, ...priced]
}

function SumRow({ label, isStrong = false, children }: { label: string; isStrong?: boolean; children: ReactNode }) {
  return (
    <tr data-strong={isStrong}>
      <th scope="row" colSpan={2}>
        {label}
      </th>
      <td>{children}</td>
    </tr>
  )
}
