import { Button, Group, Text, Title } from '@mantine/core'
import { IconPackageImport, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Product, StockBatch } from '../../../core/pharmacy/model.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { MoneyText } from '../../ui/money-text.js'
import { Notice } from '../../ui/notice.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { BatchTable } from './batch-table.js'
import classes from './pharmacy.module.css'
import { AdjustStockForm, ReceiveStockForm } from './stock-forms.js'
import { TakeOverDialog, TransferStockForm } from './stock-transfer.js'

/** One product: what it is, its batches, and whether everything about them is on record. */
export function ProductDetail({ product, onClose }: { product: Product; onClose: () => void }) {
  const can = useCan()
  const [isReceiving, setIsReceiving] = useState(false)
  const [transferring, setTransferring] = useState<StockBatch | null>(null)
  const [takingOver, setTakingOver] = useState<StockBatch | null>(null)
  const sites = useOperationQuery('pharmacy.listSites', {})
  const others = (sites.data ?? []).filter(({ isHere, isRemoved }) => !isHere && !isRemoved)
  const [adjusting, setAdjusting] = useState<StockBatch | null>(null)
  const isLow = product.available < product.reorderLevel
  return (
    <section className={classes.detail} aria-label={product.name}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Title order={2}>{product.name}</Title>
        <Button
          size="xs"
          variant="subtle"
          ms="auto"
          style={{ flexShrink: 0 }}
          leftSection={<IconX size={14} />}
          onClick={onClose}
        >
          Close
        </Button>
      </Group>
      <Group gap="xs">
        {product.requiresPrescription ? <StatusBadge>Needs a prescription</StatusBadge> : null}
        {product.isControlled ? <StatusBadge tone="attention">Controlled</StatusBadge> : null}
        <StatusBadge>{product.isBrand ? 'Brand' : 'Generic'}</StatusBadge>
        {isLow ? <StatusBadge tone="attention">Low stock</StatusBadge> : null}
        {product.verification.isVerified ? <StatusBadge tone="done">Verified</StatusBadge> : null}
      </Group>
      {product.verification.isVerified ? null : (
        <Notice tone="attention" title="Not verified">
          {product.verification.statement}
        </Notice>
      )}
      <Facts
        items={[
          { label: 'Manufacturer', value: product.manufacturer },
          { label: 'Each', value: <MoneyText amountMinor={product.unitPriceMinor} currency={product.currency} /> },
          { label: 'Usable stock', value: countWords(product.available) },
          ...(product.availableHere === product.available
            ? []
            : [{ label: 'Of that, kept here', value: countWords(product.availableHere) }]),
          { label: 'Reorder level', value: countWords(product.reorderLevel) },
          { label: 'RxNorm', value: product.rxNormCode },
        ]}
      />
      <div>
        <Group justify="space-between" mb="xs">
          <Text fw={600}>Batches</Text>
          {can('pharmacy:stock') ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPackageImport size={15} />}
              onClick={() => setIsReceiving(true)}
            >
              Receive stock
            </Button>
          ) : null}
        </Group>
        {product.batches.length === 0 ? (
          <Text c="dimmed">Nothing has been received yet.</Text>
        ) : (
          <BatchTable
            product={product}
            onAdjust={can('pharmacy:stock') ? setAdjusting : undefined}
            onTransfer={can('pharmacy:stock') && others.length > 0 ? setTransferring : undefined}
            onTakeOver={can('clinic:manage') ? setTakingOver : undefined}
          />
        )}
        {product.verification.isVerified ? (
          <Text size="sm" c="dimmed" mt="xs">
            {product.verification.statement}
          </Text>
        ) : null}
        {product.available > 0 && product.availableHere === 0 ? (
          <Text size="sm" c="dimmed" mt="xs">
            None of it is on this workstation’s shelf. It can be ordered here all the same: the order is asked of the
            workstation that keeps it.
          </Text>
        ) : null}
      </div>
      <FormDrawer isOpen={isReceiving} onClose={() => setIsReceiving(false)} title="Receive stock">
        <ReceiveStockForm product={product} onDone={() => setIsReceiving(false)} />
      </FormDrawer>
      <FormDrawer isOpen={transferring !== null} onClose={() => setTransferring(null)} title="Hand stock over">
        {transferring === null ? null : (
          <TransferStockForm
            product={product}
            batch={transferring}
            sites={others}
            onDone={() => setTransferring(null)}
          />
        )}
      </FormDrawer>
      {takingOver === null ? null : <TakeOverDialog batch={takingOver} onClose={() => setTakingOver(null)} />}
      <FormDrawer isOpen={adjusting !== null} onClose={() => setAdjusting(null)} title="Correct a count">
        {adjusting === null ? null : (
          <AdjustStockForm product={product} batch={adjusting} onDone={() => setAdjusting(null)} />
        )}
      </FormDrawer>
    </section>
  )
}
