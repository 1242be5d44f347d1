import { Group, Radio, Text } from '@mantine/core'
import { useEffect } from 'react'
import type { Product } from '../../../core/pharmacy/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { MoneyText } from '../../ui/money-text.js'
import { QueryView } from '../../ui/query-view.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText } from '../../ui/time-text.js'
import classes from './pharmacy.module.css'

interface ProductChoiceProps {
  /** The medicine that was prescribed. */
  rxNormCode: string
  quantity: number
  productId: string
  onChange: (product: Product) => void
  error?: string | null
}

/** The products of one medicine: who made them, what is on the shelf, and whether that is verified. */
export function ProductChoice({ rxNormCode, quantity, productId, onChange, error = null }: ProductChoiceProps) {
  const products = useOperationQuery('pharmacy.listProducts', { rxNormCode, limit: 20 })
  const { data } = products
  useEffect(() => {
    // The first that is verified and can be given whole is what one would choose.
    if (data === undefined || productId !== '') return
    const best =
      data.items.find((product) => product.verification.isVerified && product.availableHere >= quantity) ??
      data.items.find((product) => product.verification.isVerified && product.available >= quantity) ??
      data.items[0]
    if (best !== undefined) onChange(best)
  }, [data, productId, quantity, onChange])
  return (
    <QueryView query={products} loading={<LoadingShape lines={2} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Text c="dimmed">The pharmacy does not sell this medicine. The paper is good at any other pharmacy.</Text>
        ) : (
          <Radio.Group
            label="Product"
            error={error}
            value={productId}
            onChange={(id) => {
              const chosen = items.find((product) => product.id === id)
              if (chosen !== undefined) onChange(chosen)
            }}
          >
            <div className={classes.products}>
              {items.map((product) => (
                <Radio
                  key={product.id}
                  value={product.id}
                  label={`${product.name} · ${product.manufacturer}`}
                  description={<ProductFacts product={product} />}
                />
              ))}
            </div>
          </Radio.Group>
        )
      }
    </QueryView>
  )
}

/** How much there is, and where, as far as it is not here: `60 in stock: 10 here, 50 at Pharmacy`. */
function stockWords({ available, availableHere, batches }: Product): string {
  if (availableHere === available) return `${countWords(available)} in stock`
  const there = new Map<string, number>()
  for (const { keptAt, isKeptHere, onHand } of batches)
    if (!isKeptHere && onHand > 0) there.set(keptAt, (there.get(keptAt) ?? 0) + onHand)
  const places = [...there].map(([place, count]) =>
    there.size === 1 ? `at ${place}` : `${countWords(count)} at ${place}`,
  )
  return availableHere === 0
    ? `${countWords(available)} in stock, ${places.join(', ')}`
    : `${countWords(available)} in stock, ${countWords(availableHere)} of them here, the rest ${places.join(', ')}`
}

/** Price, stock, first batch and verification of a product, in a few words. */
export function ProductFacts({ product }: { product: Product }) {
  const first = product.batches.find((batch) => batch.onHand > 0)
  return (
    <>
      <Group gap="xs" component="span">
        <span>
          <MoneyText amountMinor={product.unitPriceMinor} currency={product.currency} /> each · {stockWords(product)}
        </span>
        {product.requiresPrescription ? <StatusBadge>Prescription</StatusBadge> : null}
        <StatusBadge tone={product.verification.isVerified ? 'done' : 'attention'}>
          {product.verification.isVerified ? 'Verified' : 'Not verified'}
        </StatusBadge>
      </Group>
      <span style={{ display: 'block' }}>
        {first === undefined ? null : (
          <>
            Batch {first.batchNumber}, expires <DateText date={first.expiresOn} />.{' '}
          </>
        )}
        {product.verification.statement}
      </span>
    </>
  )
}
