import type { ConsultationId, OrderId, PatientId, PrescriptionId, ProductId } from '../kernel/ids.js'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Prescription } from '../prescriptions/model.js'
import type { Order, OrderLine, OrderLineRequest, Product, StockBatch } from './model.js'

type Allocation = OrderLine['allocations'][number]

/** A batch may be used through the day of its expiry date, and not after it (GS1 General Specifications, AI 17). */
export const isExpired = (expiresOn: CalendarDate, today: CalendarDate): boolean => expiresOn < today

const isUsable = ({ expiresOn, onHand }: StockBatch, today: CalendarDate): boolean =>
  onHand > 0 && !isExpired(expiresOn, today)

/** What can be sold: the stock of batches that have not expired. */
export function availableIn(batches: readonly StockBatch[], today: CalendarDate): number {
  return batches.filter((batch) => isUsable(batch, today)).reduce((sum, { onHand }) => sum + onHand, 0)
}

export type ShortOfStock =
  | { code: 'OUT_OF_STOCK'; available: number }
  /** There may be enough in the clinic; it is on the shelves of other workstations. */
  | { code: 'KEPT_ELSEWHERE'; available: number; places: string[] }

const placesOf = (batches: readonly StockBatch[]): string[] => [...new Set(batches.map(({ keptAt }) => keptAt))].sort()

/**
 * Takes a quantity from this workstation's shelf, the batch that expires first first (FEFO; WHO's good distribution practice).
 * What another workstation keeps is not taken: two that did so apart would give the same box away twice.
 */
export function allocate(
  batches: readonly StockBatch[],
  quantity: number,
  today: CalendarDate,
): Outcome<Allocation[], ShortOfStock> {
  const here = batches.filter(({ isKeptHere }) => isKeptHere)
  const available = availableIn(here, today)
  const elsewhere = batches.filter((batch) => !batch.isKeptHere && isUsable(batch, today))
  if (quantity > available)
    return elsewhere.length > 0
      ? refuse({ code: 'KEPT_ELSEWHERE', available, places: placesOf(elsewhere) })
      : refuse({ code: 'OUT_OF_STOCK', available })
  const firstToExpire = here
    .filter((batch) => isUsable(batch, today))
    .sort((a, b) => (a.expiresOn + a.id < b.expiresOn + b.id ? -1 : 1))
  const allocations: Allocation[] = []
  let missing = quantity
  for (const { id, batchNumber, expiresOn, onHand } of firstToExpire) {
    if (missing === 0) break
    const taken = Math.min(onHand, missing)
    allocations.push({ batchId: id, batchNumber, expiresOn, quantity: taken })
    missing -= taken
  }
  return accept(allocations)
}

/** Whether every batch that can be sold is on record with its number, expiry date and manufacturer, as a sentence. */
export function verifyStock(
  manufacturer: string,
  batches: readonly StockBatch[],
  today: CalendarDate,
): Product['verification'] {
  const onShelf = batches.filter(({ onHand }) => onHand > 0)
  const expired = onShelf.filter(({ expiresOn }) => isExpired(expiresOn, today)).map(({ batchNumber }) => batchNumber)
  const remark = expired.length === 0 ? '' : ` Take expired stock off the shelf: ${expired.join(', ')}.`
  const usable = onShelf.filter((batch) => isUsable(batch, today))
  if (manufacturer.trim() === '') return { isVerified: false, statement: `The manufacturer is not on record.${remark}` }
  if (usable.length === 0)
    return { isVerified: false, statement: `Nothing that can be sold is on the shelf to verify.${remark}` }
  if (usable.some(({ batchNumber }) => batchNumber.trim() === ''))
    return { isVerified: false, statement: `A batch on the shelf has no number on record.${remark}` }
  const batchWords = usable.length === 1 ? 'The batch' : `All ${usable.length} batches`
  const verb = usable.length === 1 ? 'has' : 'have'
  return {
    isVerified: true,
    statement: `${batchWords} on the shelf ${verb} a number, an expiry date and a manufacturer on record.${remark}`,
  }
}

export type LineRefusal =
  | { code: 'PRODUCT_UNKNOWN' }
  | { code: 'PRESCRIPTION_UNKNOWN' }
  | { code: 'PRESCRIPTION_REQUIRED'; product: string }
  | { code: 'NOT_PRESCRIBED'; reason: string }

/** What an order is decided on besides the request. */
export interface OrderFacts {
  patientId: PatientId
  products: ReadonlyMap<ProductId, Product>
  prescriptions: ReadonlyMap<PrescriptionId, Prescription>
  today: CalendarDate
}

/**
 * Whether each line asks for something that is sold here, with a prescription where the medicine needs one, and for no more
 * than its prescription allows: the person, the medicine (by RxNorm code), and all lines together the quantity of one fill.
 */
export function matchLines(
  lines: readonly OrderLineRequest[],
  { patientId, products, prescriptions }: Omit<OrderFacts, 'today'>,
): Outcome<null, LineRefusal> {
  const asked = new Map<PrescriptionId, number>()
  for (const { productId, prescriptionId, quantity } of lines) {
    const product = products.get(productId)
    if (!product) return refuse({ code: 'PRODUCT_UNKNOWN' })
    if (prescriptionId === null) {
      if (product.requiresPrescription) return refuse({ code: 'PRESCRIPTION_REQUIRED', product: product.name })
      continue
    }
    const prescription = prescriptions.get(prescriptionId)
    if (!prescription) return refuse({ code: 'PRESCRIPTION_UNKNOWN' })
    const total = (asked.get(prescriptionId) ?? 0) + quantity
    asked.set(prescriptionId, total)
    const reason = mismatch(prescription, patientId, product, total)
    if (reason !== undefined) return refuse({ code: 'NOT_PRESCRIBED', reason })
  }
  return accept(null)
}

function mismatch(
  prescription: Prescription,
  patientId: PatientId,
  product: Product,
  total: number,
): string | undefined {
  const { code, medicine, quantity } = prescription
  if (prescription.patientId !== patientId) return `${code} was prescribed for another person.`
  if (medicine.rxNormCode !== product.rxNormCode) return `${code} is for ${medicine.name}, not for ${product.name}.`
  if (total > quantity) return `${code} allows ${quantity} with each fill; this order asks for ${total}.`
  return undefined
}

/** The lines of an order with price and batches; lines of one product share its stock. The lines match (`matchLines`). */
export function priceLines(
  lines: readonly OrderLineRequest[],
  { products, today }: Pick<OrderFacts, 'products' | 'today'>,
): Outcome<OrderLine[], ShortOfStock & { product: string }> {
  const priced: OrderLine[] = []
  for (const { productId, prescriptionId, quantity } of lines) {
    const product = products.get(productId)
    if (!product) throw new Error('An order line names a product that was not looked up.')
    const before = priced.filter((line) => line.productId === productId).flatMap(({ allocations }) => allocations)
    const decision = allocate(without(product.batches, before), quantity, today)
    if (!decision.ok) return refuse({ ...decision.refusal, product: product.name })
    priced.push({ ...quotedLine({ productId, prescriptionId, quantity }, product), allocations: decision.value })
  }
  return accept(priced)
}

/** A line at today's price, before anything is taken for it. */
export const quotedLine = (
  { productId, prescriptionId, quantity }: OrderLineRequest,
  { name, isBrand, unitPriceMinor }: Product,
): OrderLine => ({
  productId,
  name,
  isBrand,
  quantity,
  unitPriceMinor,
  totalMinor: quantity * unitPriceMinor,
  prescriptionId,
  allocations: [],
})

/** What lines take of each batch. */
export function takenFor(lines: readonly OrderLine[]): Map<Allocation['batchId'], number> {
  const taken = new Map<Allocation['batchId'], number>()
  for (const { batchId, quantity } of lines.flatMap(({ allocations }) => allocations))
    taken.set(batchId, (taken.get(batchId) ?? 0) + quantity)
  return taken
}

/** Whether an order was ever placed: then stock was taken for each of its lines, and its prescriptions were filled. */
export const wasPlaced = (lines: readonly OrderLine[]): boolean =>
  lines.some(({ allocations }) => allocations.length > 0)

function without(batches: readonly StockBatch[], taken: readonly Allocation[]): StockBatch[] {
  const takenFrom = (id: StockBatch['id']) =>
    taken.filter(({ batchId }) => batchId === id).reduce((sum, { quantity }) => sum + quantity, 0)
  return batches.map((batch) => ({ ...batch, onHand: batch.onHand - takenFrom(batch.id) }))
}

/** Where what was asked for lies: on this workstation's shelf, which takes it at once, or on one other's, which is asked for it. */
export type Shelf = { place: 'here'; lines: OrderLine[] } | { place: 'elsewhere'; siteId: string; keptAt: string }

export type NoShelf =
  | (ShortOfStock & { product: string })
  /** The clinic has enough of it, but no workstation has all of it. */
  | { code: 'SEVERAL_SHELVES'; places: string[] }

/** Batches as the workstation that keeps them sees them. */
const seenFrom = (batches: readonly StockBatch[], siteId: string): StockBatch[] =>
  batches.filter((batch) => batch.siteId === siteId).map((batch) => ({ ...batch, isKeptHere: true }))

const firstExpiry = (lines: readonly OrderLine[]): CalendarDate =>
  lines
    .flatMap(({ allocations }) => allocations.map(({ expiresOn }) => expiresOn))
    .sort()
    .at(0) ?? ''

/**
 * The shelf that an order is taken from: this one where it has all of it, otherwise the one that has all of it and whose stock
 * expires first. One order has one shelf, so that one workstation alone says whether it stands. The lines match (`matchLines`).
 */
export function findShelf(
  lines: readonly OrderLineRequest[],
  { products, today }: Pick<OrderFacts, 'products' | 'today'>,
): Outcome<Shelf, NoShelf> {
  const here = priceLines(lines, { products, today })
  if (here.ok) return accept({ place: 'here', lines: here.value })
  if (here.refusal.code !== 'KEPT_ELSEWHERE') return here
  const asked = new Set(lines.map(({ productId }) => productId))
  const wanted = [...products.values()].filter(({ id }) => asked.has(id))
  const elsewhere = new Map(
    wanted
      .flatMap(({ batches }) => batches)
      .filter(({ isKeptHere, isSiteRemoved }) => !isKeptHere && !isSiteRemoved)
      .map(({ siteId, keptAt }) => [siteId, keptAt]),
  )
  const able = [...elsewhere].flatMap(([siteId, keptAt]) => {
    const there = new Map(wanted.map((one) => [one.id, { ...one, batches: seenFrom(one.batches, siteId) }]))
    const priced = priceLines(lines, { products: there, today })
    return priced.ok ? [{ siteId, keptAt, order: firstExpiry(priced.value) + siteId }] : []
  })
  const [best] = able.sort((a, b) => (a.order < b.order ? -1 : 1))
  if (best) return accept({ place: 'elsewhere', siteId: best.siteId, keptAt: best.keptAt })
  return noShelf(lines, wanted, today, here.refusal)
}

/** Says whether there is too little of something altogether, or enough of everything in several places. */
function noShelf(
  lines: readonly OrderLineRequest[],
  wanted: readonly Product[],
  today: CalendarDate,
  refusal: ShortOfStock & { product: string },
): Outcome<never, NoShelf> {
  for (const { id, name, batches } of wanted) {
    const quantity = lines.filter(({ productId }) => productId === id).reduce((sum, line) => sum + line.quantity, 0)
    const available = availableIn(batches, today)
    if (quantity > available) return refuse({ code: 'OUT_OF_STOCK', product: name, available })
  }
  const usable = wanted.flatMap(({ batches }) => batches.filter((batch) => availableIn([batch], today) > 0))
  // What only removed workstations keep is for an administrator to take over first.
  if (usable.some(({ isSiteRemoved }) => isSiteRemoved)) return refuse(refusal)
  return refuse({ code: 'SEVERAL_SHELVES', places: [...new Set(usable.map(({ keptAt }) => keptAt))].sort() })
}

/** The order in a line: `Amoxicillin 500 MG Oral Tablet × 21, and 2 more`. */
export function describeOrder(lines: readonly Pick<OrderLine, 'name' | 'quantity'>[]): string {
  const [first, ...more] = lines
  if (!first) return ''
  const head = `${first.name} × ${first.quantity}`
  return more.length === 0 ? head : `${head}, and ${more.length} more`
}

/**
 * The visit that an order belongs to: the one it was asked for in; at the counter, the one that prescribed all that it fills.
 * Prescriptions of several visits, or none, leave it without one.
 */
export function visitOfOrder(
  asked: ConsultationId | null,
  filled: Iterable<Pick<Prescription, 'consultationId'>>,
): ConsultationId | null {
  if (asked !== null) return asked
  const visits = new Set([...filled].map(({ consultationId }) => consultationId))
  const [only = null] = visits
  return visits.size === 1 ? only : null
}

/** An order without what follows from other records. */
export type OrderRecord = Omit<Order, 'proof' | 'fillStanding' | 'askedOf'>

/** An order as it is placed. */
export function placedOrder(
  request: Pick<Order, 'patientId' | 'consultationId' | 'delivery'>,
  made: { id: OrderId; code: string; currency: string; at: Instant; by: string },
  lines: OrderLine[],
  prescriptionCheck: Order['prescriptionCheck'],
): OrderRecord {
  return {
    id: made.id,
    code: made.code,
    patientId: request.patientId,
    consultationId: request.consultationId,
    lines,
    totalMinor: lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
    currency: made.currency,
    delivery: request.delivery,
    state: 'placed',
    prescriptionCheck,
    trackingNumber: null,
    events: [{ state: 'placed', at: made.at, by: made.by, note: null }],
    placedAt: made.at,
    version: 1,
  }
}
