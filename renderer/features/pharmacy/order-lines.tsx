import { Table } from '@mantine/core'
import type { Order } from '../../../core/pharmacy/model.js'
import { MoneyText } from '../../ui/money-text.js'
import { DateText } from '../../ui/time-text.js'
import classes from './pharmacy.module.css'

/** What is in an order, and from which batches it comes. */
export function OrderLines({ order }: { order: Order }) {
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={order.currency} />
  return (
    <Table
      aria-label={`Lines of order ${order.code}`}
      className={classes.lines}
      verticalSpacing={6}
      horizontalSpacing="xs"
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Medicine</Table.Th>
          <Table.Th>Quantity</Table.Th>
          <Table.Th>Each</Table.Th>
          <Table.Th>Total</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
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
      </Table.Tbody>
    </Table>
  )
}
