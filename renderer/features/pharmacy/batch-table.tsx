import { Button, Table } from '@mantine/core'
import { addDays } from '../../../core/kernel/instant.js'
import type { Product, StockBatch } from '../../../core/pharmacy/model.js'
import { useToday } from '../../ui/clinic-context.js'
import { countWords } from '../../ui/count-words.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText } from '../../ui/time-text.js'

/** How long before its end a batch is said to be expiring. */
export const expiringWithinDays = 60

interface BatchTableProps {
  product: Product
  onAdjust?: (batch: StockBatch) => void
}

/** The batches of a product, first to expire first. */
export function BatchTable({ product, onAdjust }: BatchTableProps) {
  const today = useToday()
  const soon = addDays(today, expiringWithinDays)
  const batches = [...product.batches].sort((a, b) => a.expiresOn.localeCompare(b.expiresOn))
  return (
    <Table aria-label="Batches" verticalSpacing={6} horizontalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Batch</Table.Th>
          <Table.Th>Expires</Table.Th>
          <Table.Th style={{ textAlign: 'end' }}>On hand</Table.Th>
          {onAdjust === undefined ? null : <Table.Th />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {batches.map((batch) => (
          <Table.Tr key={batch.id}>
            <Table.Td>{batch.batchNumber}</Table.Td>
            <Table.Td>
              <DateText date={batch.expiresOn} />{' '}
              {batch.expiresOn < today ? (
                <StatusBadge tone="danger">Expired</StatusBadge>
              ) : batch.expiresOn <= soon ? (
                <StatusBadge tone="attention">Soon</StatusBadge>
              ) : null}
            </Table.Td>
            <Table.Td style={{ textAlign: 'end' }}>{countWords(batch.onHand)}</Table.Td>
            {onAdjust === undefined ? null : (
              <Table.Td style={{ textAlign: 'end' }}>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={`Correct the count of ${batch.batchNumber}`}
                  onClick={() => onAdjust(batch)}
                >
                  Correct
                </Button>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
