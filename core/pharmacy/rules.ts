import type { ConsultationId, OrderId, PatientId, PrescriptionId, ProductId } from '../kernel/ids.js'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Prescription } from '../prescriptions/model.js'
import type {
  FillStanding,
  Order,
  OrderEvent,
  OrderLine,
  OrderLineRequest,
  OrderState,
  Product,
  StockBatch,
} from './model.js'

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
  | { code: 'PRODUCT_UNKNOWN' | 'PRESCRIPTION_UNKNOWN' }
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
    priced.push({
      productId,
      name: product.name,
      isBrand: product.isBrand,
      quantity,
      unitPriceMinor: product.unitPriceMinor,
      totalMinor: quantity * product.unitPriceMinor,
      prescriptionId,
      allocations: decision.value,
    })
  }
  return accept(priced)
}

function without(batches: readonly StockBatch[], taken: readonly Allocation[]): StockBatch[] {
  const takenFrom = (id: StockBatch['id']) =>
    taken.filter(({ batchId }) => batchId === id).reduce((sum, { quantity }) => sum + quantity, 0)
  return batches.map((batch) => ({ ...batch, onHand: batch.onHand - takenFrom(batch.id) }))
}

/** The order in a line: `Amoxicillin 500 MG Oral Tablet × 21, and 2 more`. */
export function describeOrder(lines: readonly Pick<OrderLine, 'name' | 'quantity'>[]): string {
  const [first, ...more] = lines
  if (!first) return ''
  const head = `${first.name} × ${first.quantity}`
  return more.length === 0 ? head : `${head}, and ${more.length} more`
}

/** A step of an order: who, when, and what there is to say. */
export type OrderStep = Omit<OrderEvent, 'state'>
export type NotNext = { code: 'NOT_NEXT' }

/** The pharmacist has checked and packed it: what is in it has not expired, and the patient's part is paid. */
export function decideDispense(
  order: Order,
  step: OrderStep,
  facts: { today: CalendarDate; outstandingMinor: number },
): Outcome<
  Order,
  NotNext | { code: 'BATCH_EXPIRED'; batchNumber: string } | { code: 'PAYMENT_DUE'; outstandingMinor: number }
> {
  if (order.state !== 'placed') return refuse({ code: 'NOT_NEXT' })
  const { today, outstandingMinor } = facts
  const expired = order.lines.flatMap(({ allocations }) => allocations).find((a) => isExpired(a.expiresOn, today))
  if (expired) return refuse({ code: 'BATCH_EXPIRED', batchNumber: expired.batchNumber })
  if (outstandingMinor > 0) return refuse({ code: 'PAYMENT_DUE', outstandingMinor })
  return accept(advanced(order, 'dispensed', step))
}

/** It left the pharmacy with a carrier. */
export function decideShip(
  order: Order,
  step: OrderStep,
  trackingNumber: string,
): Outcome<Order, NotNext | { code: 'NOT_SHIPPED' }> {
  if (order.delivery.kind !== 'ship') return refuse({ code: 'NOT_SHIPPED' })
  if (order.state !== 'dispensed') return refuse({ code: 'NOT_NEXT' })
  return accept({ ...advanced(order, 'shipped', step), trackingNumber })
}

/** The patient has it: from the counter once it is dispensed, or from the carrier once it is shipped. */
export function decideHandOver(order: Order, step: OrderStep): Outcome<Order, NotNext> {
  const before: OrderState = order.delivery.kind === 'ship' ? 'shipped' : 'dispensed'
  return order.state === before ? accept(advanced(order, 'delivered', step)) : refuse({ code: 'NOT_NEXT' })
}

/**
 * Before it is dispensed an order can be canceled; its stock returns to the shelf. A fill that it made of a prescription stays
 * used, because the chain cannot take a fill back: for the same medicine the doctor issues a new prescription.
 */
export function decideCancelOrder(
  order: Order,
  step: OrderStep,
  paidMinor: number,
): Outcome<Order, NotNext | { code: 'ALREADY_PAID' }> {
  if (order.state !== 'placed') return refuse({ code: 'NOT_NEXT' })
  return paidMinor > 0 ? refuse({ code: 'ALREADY_PAID' }) : accept(advanced(order, 'cancelled', step))
}

/** Another fill of the prescription stands, so this one does not: what has not left the counter goes back to the shelf. */
export function decideVoid(order: Order, step: OrderStep): Outcome<Order, NotNext> {
  const isHere = order.state === 'placed' || order.state === 'dispensed'
  return isHere ? accept(advanced(order, 'cancelled', step)) : refuse({ code: 'NOT_NEXT' })
}

/** An order that was taken back stands after all: it is dispensed anew, with all that is checked then. */
export function decideRevive(order: Order, step: OrderStep): Outcome<Order, NotNext> {
  return order.state === 'cancelled' ? accept(advanced(order, 'placed', step)) : refuse({ code: 'NOT_NEXT' })
}

/** What is known of an order's fills. */
export interface FillFacts {
  hasPrescription: boolean
  state: OrderState
  /** Whether its prescription was filled more often than it allows and nobody has decided yet. */
  isContested: boolean
  /** What a person decided about it: this one, another one, or that all stand. */
  decided: 'this' | 'other' | 'both' | null
  /** The chain's answers to its fills; empty where none was asked for. */
  onChain: readonly { state: 'waiting' | 'anchored' | 'refused'; problem: string | null }[]
}

/**
 * Whether what an order dispenses stands. A person's decision says more than the chain, whose answer says more than the check
 * at the counter. Until one of them has spoken the fill is provisional.
 */
export function fillStandingOf({ hasPrescription, state, isContested, decided, onChain }: FillFacts): FillStanding {
  if (!hasPrescription) return 'not-needed'
  if (state === 'cancelled' || decided === 'other') return 'void'
  if (isContested) return 'contested'
  if (decided !== null) return 'confirmed'
  if (onChain.some(({ state, problem }) => state === 'refused' && problem === 'AlreadyFilled')) return 'void'
  return onChain.length > 0 && onChain.every(({ state }) => state === 'anchored') ? 'confirmed' : 'provisional'
}

/** Whether an order may leave the counter, as its fills stand: a provisional one may, that is what offline work is for. */
export const maySupply = (standing: FillStanding): boolean => standing !== 'void' && standing !== 'contested'

function advanced(order: Order, state: OrderState, step: OrderStep): Order {
  return { ...order, state, version: order.version + 1, events: [...order.events, { state, ...step }] }
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

/** An order as it is placed. */
export function placedOrder(
  request: Pick<Order, 'patientId' | 'consultationId' | 'delivery'>,
  made: { id: OrderId; code: string; currency: string; at: Instant; by: string },
  lines: OrderLine[],
  prescriptionCheck: Order['prescriptionCheck'],
): Omit<Order, 'proof' | 'fillStanding'> {
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
