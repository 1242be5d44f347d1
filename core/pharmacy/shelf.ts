import type { BatchId, OrderId, ProductId } from '../kernel/ids.js'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import { foldText } from '../kernel/text.js'
import type { Reader, Writer } from '../ports/database.js'
import type { Medicine } from '../prescriptions/model.js'
import type { Product, StockBatch } from './model.js'
import { availableIn, isExpired, verifyStock } from './rules.js'
import type { Takeover } from './site-rules.js'
import { type KeptAt, readKeeping } from './sites.js'

/** A product as it is written: what its medicine says is not repeated. */
export type ProductRecord = Pick<
  Product,
  'id' | 'rxNormCode' | 'manufacturer' | 'unitPriceMinor' | 'currency' | 'reorderLevel'
> & { version: number }

/** A line of stock without what is on hand, which is the sum of its movements. */
export type BatchRecord = Pick<StockBatch, 'id' | 'batchNumber' | 'expiresOn'> & {
  productId: ProductId
  receivedAt: Instant
  /** The workstation that it was received at, or handed over to. */
  site: string
  /** The line that it was a part of before it was handed over. */
  splitFrom: BatchId | null
}

export interface StockMovement {
  id: string
  batchId: BatchId
  /** Units in, or out below zero. */
  quantity: number
  reason: 'received' | 'ordered' | 'returned' | 'adjusted' | 'transferred'
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

/** When and where a shelf is looked at: what is expired and what is kept elsewhere follow from it. */
export interface Standpoint {
  today: CalendarDate
  deviceId: string
}

/** Products by name, after the one with this id; each typed word is in the medicine's name or the manufacturer's. */
export function listProducts(
  db: Reader,
  filter: ProductFilter,
  page: Standpoint & { after: string | undefined; limit: number },
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
  return withStock(db, rows, page)
}

const flag = (claim: boolean | undefined): number | null => (claim === undefined ? null : claim ? 1 : 0)

export function readProducts(db: Reader, ids: readonly ProductId[], from: Standpoint): Map<ProductId, Product> {
  const rows = db.rows<ProductRow>(`${productQuery} WHERE p.id IN (SELECT value FROM json_each($ids))`, {
    ids: JSON.stringify(ids),
  })
  return new Map(withStock(db, rows, from).map((product) => [product.id, product]))
}

function withStock(db: Reader, rows: readonly ProductRow[], { today, deviceId }: Standpoint): Product[] {
  const found = db.rows<Omit<StockBatch, keyof KeptAt> & { productId: ProductId; site: string }>(
    `SELECT b.id, b.product_id AS productId, b.batch_number AS batchNumber, b.expires_on AS expiresOn, b.site,
            (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE batch_id = b.id) AS onHand
       FROM stock_batches b WHERE b.product_id IN (SELECT value FROM json_each($ids)) ORDER BY b.expires_on, b.id`,
    { ids: JSON.stringify(rows.map(({ id }) => id)) },
  )
  const keptAt = readKeeping(db, deviceId)
  const all = found.map(({ site, ...batch }) => ({ ...batch, ...keptAt(batch.id, site) }))
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
      availableHere: availableIn(
        batches.filter(({ isKeptHere }) => isKeptHere),
        today,
      ),
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

/** The batch of a product with this number and date on a workstation's shelf, if it was delivered there before. */
export function findBatch(
  db: Reader,
  deviceId: string,
  delivery: Pick<BatchRecord, 'productId' | 'batchNumber' | 'expiresOn'>,
): BatchId | undefined {
  const keptAt = readKeeping(db, deviceId)
  return db
    .rows<{ id: BatchId; site: string }>(
      `SELECT id, site FROM stock_batches
        WHERE product_id = $productId AND batch_number = $batchNumber AND expires_on = $expiresOn ORDER BY id`,
      { productId: delivery.productId, batchNumber: delivery.batchNumber, expiresOn: delivery.expiresOn },
    )
    .find(({ id, site }) => keptAt(id, site).isKeptHere)?.id
}

/** One line of stock as it stands, seen from a workstation. */
export type StockLine = BatchRecord & KeptAt & { onHand: number }

export function readLine(db: Reader, batchId: BatchId, deviceId: string): StockLine | undefined {
  const row = db.row<BatchRecord & { onHand: number }>(
    `SELECT id, product_id AS productId, batch_number AS batchNumber, expires_on AS expiresOn, received_at AS receivedAt, site,
            split_from AS splitFrom, (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE batch_id = b.id) AS onHand
       FROM stock_batches b WHERE b.id = $batchId`,
    { batchId },
  )
  return row && { ...row, ...readKeeping(db, deviceId)(row.id, row.site) }
}

export function insertBatch(db: Writer, batch: BatchRecord): void {
  db.run(
    `INSERT INTO stock_batches (id, product_id, batch_number, expires_on, received_at, site, split_from)
     VALUES ($id, $productId, $batchNumber, $expiresOn, $receivedAt, $site, $splitFrom)`,
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

export function insertTakeover(db: Writer, takeover: Takeover & { at: Instant; by: string }): void {
  db.run(
    `INSERT INTO stock_takeovers (id, batch_id, from_site, to_site, at, by_name)
     VALUES ($id, $batchId, $from, $to, $at, $by)`,
    { ...takeover },
  )
}
