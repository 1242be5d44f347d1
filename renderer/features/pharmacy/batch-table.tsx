import { Button, Table } from '@mantine/core'
import { addDays } from '../../../core/kernel/instant.js'
import type { Product, StockBatch } from '../../../core/pharmacy/model.js'
import { useToday } from '../../ui/clinic-context.js'
import { countWords } from '../../ui/count-words.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText } from '../../ui/time-text.js'
import classes from './pharmacy.module.css'

/** How long before its end a batch is said to be expiring. */
export const expiringWithinDays = 60

interface BatchTableProps {
  product: Product
  onAdjust?: ((batch: StockBatch) => void) | undefined
  /** Hands a batch that is kept here over to another workstation. */
  onTransfer?: ((batch: StockBatch) => void) | undefined
  /** Takes over a batch of a workstation that was removed. */
  onTakeOver?: ((batch: StockBatch) => void) | undefined
}

/** The batches of a product, first to expire first. */
export function BatchTable({ product, onAdjust, onTransfer, onTakeOver }: BatchTableProps) {
  const today = useToday()
  const soon = addDays(today, expiringWithinDays)
  const batches = [...product.batches].sort((a, b) => a.expiresOn.localeCompare(b.expiresOn))
  // A clinic with one workstation has one shelf: then there is nothing to tell apart.
  const isSpread = batches.some(({ isKeptHere }) => !isKeptHere) || onTransfer !== undefined
  const hasActs = onAdjust !== undefined || onTakeOver !== undefined
  return (
    <Table aria-label="Batches" verticalSpacing={6} horizontalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Batch</Table.Th>
          <Table.Th>Expires</Table.Th>
          <Table.Th style={{ textAlign: 'end' }}>On hand</Table.Th>
          {hasActs ? <Table.Th /> : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {batches.map((batch) => (
          <Table.Tr key={batch.id}>
            <Table.Td>
              {batch.batchNumber}
              {isSpread ? (
                <div className={classes.quiet}>
                  {batch.isKeptHere ? 'Kept here' : `Kept at ${batch.keptAt}`}
                  {batch.isSiteRemoved ? ', which was removed' : null}
                </div>
              ) : null}
            </Table.Td>
            <Table.Td>
              <DateText date={batch.expiresOn} />{' '}
              {batch.expiresOn < today ? (
                <StatusBadge tone="danger">Expired</StatusBadge>
              ) : batch.expiresOn <= soon ? (
                <StatusBadge tone="attention">Soon</StatusBadge>
              ) : null}
            </Table.Td>
            <Table.Td style={{ textAlign: 'end' }}>{countWords(batch.onHand)}</Table.Td>
            {hasActs ? (
              <Table.Td style={{ textAlign: 'end', whiteSpace: 'nowrap' }}>
                {batch.isKeptHere ? (
                  <>
                    <Act name="Hand over" label={`Hand over ${batch.batchNumber}`} batch={batch} onAct={onTransfer} />
                    <Act
                      name="Correct"
                      label={`Correct the count of ${batch.batchNumber}`}
                      batch={batch}
                      onAct={onAdjust}
                    />
                  </>
                ) : batch.isSiteRemoved ? (
                  <Act name="Take over" label={`Take over ${batch.batchNumber}`} batch={batch} onAct={onTakeOver} />
                ) : null}
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface ActProps {
  name: string
  label: string
  batch: StockBatch
  onAct: ((batch: StockBatch) => void) | undefined
}

/** What can be done with a batch; nothing where it may not. */
function Act({ name, label, batch, onAct }: ActProps) {
  if (onAct === undefined || (name === 'Hand over' && batch.onHand <= 0)) return null
  return (
    <Button size="compact-xs" variant="subtle" aria-label={label} onClick={() => onAct(batch)}>
      {name}
    </Button>
  )
}
