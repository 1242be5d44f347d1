import { Table } from '@mantine/core'
import type { Order } from '../../../core/pharmacy/model.js'
import { LineTable } from '../../ui/line-table.js'
import { MoneyText } from '../../ui/money-text.js'
import { DateText } from '../../ui/time-text.js'
import classes from './pharmacy.module.css'

/** What is in an order, and from which batches it comes. */
export function OrderLines({ order }: { order: Order }) {
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={order.currency} />
  return (
    <LineTable label={`Lines of order ${order.code}`} headers={['Medicine', 'Quantity', 'Each', 'Total']}>
      {order.lines.map((line) => (
        <Table.Tr key={line.productId}>
          <Table.Td>
            {line.name}
            {line.allocations.map((part) => (
              <div key={part.batchId} className={classes.quiet}>
                {part.quantity} from batch {part.batchNumber}, expires <DateText date={part.expiresOn} />
              </div>
            ))}
          </Table.Td>
          <Table.Td>{line.quantity}</Table.Td>
          <Table.Td>{money(line.unitPriceMinor)}</Table.Td>
          <Table.Td>{money(line.totalMinor)}</Table.Td>
        </Table.Tr>
      ))}
      <Table.Tr>
        <Table.Td colSpan={3}>Total</Table.Td>
        <Table.Td>
          <strong>{money(order.totalMinor)}</strong>
        </Table.Td>
      </Table.Tr>
    </LineTable>
  )
}
