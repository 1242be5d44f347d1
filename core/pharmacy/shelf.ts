import type { BatchId, OrderId, ProductId } from '../kernel/ids.js'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import { foldText } from '../kernel/text.js'
import type { Reader, Writer } from '../ports/database.js'
import type { Medicine } from '../prescriptions/model.js'
import type { Product, StockBatch } from './model.js'
import { availableIn, isExpired, verifyStock } from './rules.js'

/** A product as it is written: what its medicine says is not repeated. */
export type ProductRecord = Pick<
  Product,
  'id' | 'rxNormCode' | 'manufacturer' | 'unitPriceMinor' | 'currency' | 'reorderLevel'
> & { version: number }

/** A batch without its stock, which is the sum of its movements. */
export type BatchRecord = Omit<StockBatch, 'onHand'> & { productId: ProductId; receivedAt: Instant }

export interface StockMovement {
  id: string
  batchId: BatchId
  /** Units in, or out below zero. */
  quantity: number
  reason: 'received' | 'ordered' | 'returned' | 'adjusted'
  orderId: OrderId | null
  note: string | null
  movedAt: Instant
  movedBy: string
}

/** Which products a list shows; what is not named does not matter. */
export interface ProductFilter {
  text: string
  requiresPrescription?: boolean | undefined
  isInStock?: boolean | undefined
  rxNormCode?: string | undefined
}

type ProductRow = ProductRecord & { medicine: string }
const productQuery = `SELECT p.id, p.rx_norm_code AS rxNormCode, p.manufacturer, p.unit_price_minor AS unitPriceMinor, p.currency,
  p.reorder_level AS reorderLevel, p.version, m.body AS medicine
  FROM products p JOIN medicines m ON m.rx_norm_code = p.rx_norm_code`

/** Products by name, after the one with this id; each typed word is in the medicine's name or the manufacturer's. */
export function listProducts(
  db: Reader,
  filter: ProductFilter,
  page: { after: string | undefined; limit: number; today: CalendarDate },
): Product[] {
  const words = foldText(filter.text)
    .split(' ')
    .filter((word) => word !== '')
  const rows = db.rows<ProductRow>(
    `${productQuery}
      WHERE NOT EXISTS (SELECT 1 FROM json_each($words) w
                         WHERE instr(m.folded, w.value) = 0 AND instr(lower(p.manufacturer), w.value) = 0)
        AND ($requiresPrescription IS NULL OR m.body ->> '$.requiresPrescription' = $requiresPrescription)
        AND ($rxNormCode IS NULL OR p.rx_norm_code = $rxNormCode)
        AND ($isInStock IS NULL OR $isInStock = EXISTS (
              SELECT 1 FROM stock_batches b WHERE b.product_id = p.id AND b.expires_on >= $today
                 AND (SELECT sum(quantity) FROM stock_movements WHERE batch_id = b.id) > 0))
        AND ($after IS NULL OR (m.folded, p.id) > (
              SELECT am.folded, a.id FROM products a JOIN medicines am ON am.rx_norm_code = a.rx_norm_code WHERE a.id = $after))
      ORDER BY m.folded, p.id LIMIT $limit`,
    {
      words: JSON.stringify(words),
      requiresPrescription: flag(filter.requiresPrescription),
      rxNormCode: filter.rxNormCode ?? null,
      isInStock: flag(filter.isInStock),
      today: page.today,
      after: page.after ?? null,
      limit: page.limit,
    },
  )
  return withStock(db, rows, page.today)
}

const flag = (claim: boolean | undefined): number | null => (claim === undefined ? null : claim ? 1 : 0)

export function readProducts(db: Reader, ids: readonly ProductId[], today: CalendarDate): Map<ProductId, Product> {
  const rows = db.rows<ProductRow>(`${productQuery} WHERE p.id IN (SELECT value FROM json_each($ids))`, {
    ids: JSON.stringify(ids),
  })
  return new Map(withStock(db, rows, today).map((product) => [product.id, product]))
}

function withStock(db: Reader, rows: readonly ProductRow[], today: CalendarDate): Product[] {
  const all = db.rows<StockBatch & { productId: ProductId }>(
    `SELECT b.id, b.product_id AS productId, b.batch_number AS batchNumber, b.expires_on AS expiresOn,
            (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE batch_id = b.id) AS onHand
       FROM stock_batches b WHERE b.product_id IN (SELECT value FROM json_each($ids)) ORDER BY b.expires_on, b.id`,
    { ids: JSON.stringify(rows.map(({ id }) => id)) },
  )
  return rows.map(({ version: _, medicine, ...row }) => {
    const { name, isBrand, isControlled, requiresPrescription }: Medicine = JSON.parse(medicine)
    const batches = all
      .filter((batch) => batch.productId === row.id)
      .map(({ productId: _, ...batch }) => batch)
      // What is used up and expired is history, not stock.
      .filter(({ onHand, expiresOn }) => onHand !== 0 || !isExpired(expiresOn, today))
    return {
      ...row,
      name,
      isBrand,
      isControlled,
      requiresPrescription,
      available: availableIn(batches, today),
      batches,
      verification: verifyStock(row.manufacturer, batches, today),
    }
  })
}

export const isSold = (db: Reader, rxNormCode: string, manufacturer: string): boolean =>
  db.row(
    `SELECT 1 FROM products WHERE rx_norm_code = $rxNormCode AND manufacturer = $manufacturer COLLATE NOCASE LIMIT 1`,
    { rxNormCode, manufacturer },
  ) !== undefined

export function insertProduct(db: Writer, product: ProductRecord): void {
  db.run(
    `INSERT INTO products (id, rx_norm_code, manufacturer, unit_price_minor, currency, reorder_level, version)
     VALUES ($id, $rxNormCode, $manufacturer, $unitPriceMinor, $currency, $reorderLevel, $version)`,
    product,
  )
}

/** The batch of a product with this number and date, if it was delivered before. */
export function findBatch(
  db: Reader,
  productId: ProductId,
  batchNumber: string,
  expiresOn: CalendarDate,
): BatchId | undefined {
  return db.row<{ id: BatchId }>(
    `SELECT id FROM stock_batches WHERE product_id = $productId AND batch_number = $batchNumber AND expires_on = $expiresOn`,
    { productId, batchNumber, expiresOn },
  )?.id
}

export function readBatchStock(db: Reader, batchId: BatchId): { productId: ProductId; onHand: number } | undefined {
  return db.row(
    `SELECT product_id AS productId, (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE batch_id = b.id) AS onHand
       FROM stock_batches b WHERE b.id = $batchId`,
    { batchId },
  )
}

export function insertBatch(db: Writer, batch: BatchRecord): void {
  db.run(
    `INSERT INTO stock_batches (id, product_id, batch_number, expires_on, received_at)
     VALUES ($id, $productId, $batchNumber, $expiresOn, $receivedAt)`,
    batch,
  )
}

export function insertMovement(db: Writer, movement: StockMovement): void {
  db.run(
    `INSERT INTO stock_movements (id, batch_id, quantity, reason, order_id, note, moved_at, moved_by)
     VALUES ($id, $batchId, $quantity, $reason, $orderId, $note, $movedAt, $movedBy)`,
    { ...movement },
  )
}
