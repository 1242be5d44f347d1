import { Button, Group, NumberInput, Text } from '@mantine/core'
import { useCallback } from 'react'
import type { Product } from '../../../core/pharmacy/model.js'
import type { Prescription } from '../../../core/prescriptions/model.js'
import { MoneyText } from '../../ui/money-text.js'
import classes from './pharmacy.module.css'
import { ProductChoice, ProductFacts } from './product-choice.js'

export interface LineValues {
  key: string
  prescription: Prescription | null
  productId: string
  product: Product | null
  quantity: number | string
}

interface OrderLineFieldsProps {
  index: number
  line: LineValues
  errors: Readonly<Record<string, unknown>>
  onChange: (part: Partial<LineValues>) => void
  onRemove: () => void
}

/** One medicine of an order: the product for a prescription, or one from the shelf. */
export function OrderLineFields({ index, line, errors, onChange, onRemove }: OrderLineFieldsProps) {
  const { prescription, product } = line
  const errorAt = (name: string) => {
    const message = errors[`lines.${index}.${name}`]
    return message === undefined ? null : String(message)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line's own key settles which line is changed
  const choose = useCallback((chosen: Product) => onChange({ productId: chosen.id, product: chosen }), [line.key])
  return (
    <section className={classes.line} aria-label={prescription?.medicine.name ?? product?.name ?? 'Medicine'}>
      {prescription === null ? (
        <>
          <Text fw={500}>
            {product?.name} · {product?.manufacturer}
          </Text>
          {product === null ? null : (
            <Text size="xs" c="dimmed" component="div">
              <ProductFacts product={product} />
            </Text>
          )}
        </>
      ) : (
        <>
          <Text fw={500}>{prescription.medicine.name}</Text>
          <Text size="sm" c="dimmed" mb={6}>
            {prescription.code} · {prescription.instructions}
          </Text>
          <ProductChoice
            rxNormCode={prescription.medicine.rxNormCode}
            quantity={Number(line.quantity)}
            productId={line.productId}
            onChange={choose}
            error={errorAt('productId')}
          />
        </>
      )}
      <Group mt="xs" gap="sm" align="flex-end">
        <NumberInput
          label="Quantity"
          w={130}
          min={1}
          max={10_000}
          allowDecimal={false}
          value={line.quantity}
          error={errorAt('quantity')}
          onChange={(quantity) => onChange({ quantity })}
        />
        {product === null ? null : (
          <Text pb={8}>
            <MoneyText amountMinor={product.unitPriceMinor * Number(line.quantity)} currency={product.currency} />
          </Text>
        )}
        <Button variant="subtle" ms="auto" onClick={onRemove}>
          Take out
        </Button>
      </Group>
    </section>
  )
}
