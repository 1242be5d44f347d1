import type { OrderId } from '../kernel/ids.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { ChainPort } from '../ports/chain.js'
import type { Clock } from '../ports/clock.js'
import { derivedIds } from '../ports/derived-ids.js'
import type { Act, Journal } from '../ports/journal.js'
import type { ClinicKeys } from '../ports/keys.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Clinic } from '../tenancy/model.js'
import { checkOrder, type PreparedFills, prepareWith, prescriptionsOf, readEvidences } from './checking.js'
import { type Order, PlaceOrder } from './model.js'
import { moveOrderStock, recordOrder, takeFills } from './placing.js'
import { readOrder } from './reads.js'
import {
  answeredAt,
  declinedOrder,
  expiredOf,
  type Granted,
  grantedOrder,
  mayComeYet,
  reasonOf,
} from './request-rules.js'
import { priceLines } from './rules.js'
import { readOwnName } from './sites.js'
import type { Making } from './stock.js'
import * as store from './store.js'

export interface AnsweringTools {
  journal: Pick<Journal, 'read' | 'transact'>
  /** In whose name: nobody's but the machine's. */
  act: Act
  keys: ClinicKeys
  chain: ChainPort
  /** This workstation: it answers what was asked of it and nothing else. */
  deviceId: string
  clinic(): Clinic
  clock: Clock
  /** Told of a request that could not be looked at; the others do not wait for it. */
  failed(error: unknown): void
}

/**
 * Answers what other workstations asked of this one's shelf, first come first served: the prescription is checked with the chain
 * as at the counter, and the order is placed from the shelf, or declined with a reason and a task for whoever asked. What speaks
 * of records that have not come yet is left until they have. Nothing is answered while the clinic is suspended.
 * @returns how many were answered
 */
export async function answerRequests(tools: AnsweringTools): Promise<number> {
  if (tools.clinic().suspension !== null) return 0
  let answered = 0
  for (const orderId of tools.journal.read(tools.act, (unit) => store.listAsked(unit, tools.deviceId))) {
    try {
      if (await answerRequest(tools, orderId)) answered += 1
    } catch (error) {
      tools.failed(error)
    }
  }
  return answered
}

/** The chain is asked before the transaction; in it everything is looked at again, so that whatever came in between counts. */
async function answerRequest(tools: AnsweringTools, orderId: OrderId): Promise<boolean> {
  const { journal, act, clock } = tools
  const found = journal.read(act, (unit) => {
    const request = store.readRequest(unit, orderId)
    const input = request && PlaceOrder.safeParse(JSON.parse(request.request)).data
    if (!request || !input) return undefined
    return { request, input, evidences: readEvidences(unit, prescriptionsOf(input.lines), tools, clock.now()) }
  })
  if (!found) return false
  const { request, input } = found
  const callOf = (hash: string) => request.fills.find(({ prescription }) => prescription === hash)
  const signed = found.evidences.flatMap((one) => {
    const call = callOf(one.prescription.verificationHash)
    return call ? [{ ...one, call }] : []
  })
  const fills = await prepareWith(signed, tools, ({ call }) => call)
  return journal.transact(act, (unit) => {
    const order = readOrder(unit, orderId)
    if (order?.state !== 'requested') return false
    return writeAnswer(unit, tools, { order, request, input, fills })
  })
}

interface Asked {
  order: Order
  request: store.OrderRequest
  input: PlaceOrder
  fills: PreparedFills
}

/** @returns false, having written nothing, where it cannot be answered yet */
function writeAnswer(unit: WriteUnit, tools: AnsweringTools, asked: Asked): boolean {
  const { order, request, fills, input } = asked
  const at = answeredAt(order, tools.clock.now())
  const by = tools.act.actorName
  // Answered twice, because an old backup was restored, it is one answer: its records have the same ids.
  const making = { now: () => at, newId: derivedIds(tools.keys, `answer:${order.id}`), by }
  const decided = decide(unit, tools, asked, at)
  if (decided === 'later') return false
  const { id: orderId, code: orderCode, patientId, consultationId } = order
  if (!decided.ok) {
    const reason = decided.refusal
    rewrite(unit, making, declinedOrder(order, { at, by, note: reason }))
    unit.emit({
      type: 'orderDeclined',
      orderId,
      orderCode,
      patientId,
      consultationId,
      askedBy: request.askedBy,
      reason,
      at,
    })
    return true
  }
  const note = `Confirmed at ${readOwnName(unit, tools.deviceId)}`
  const placed = grantedOrder(order, { at, by, note }, decided.value)
  rewrite(unit, making, placed)
  moveOrderStock(unit, making, placed, 'ordered')
  if (!takeFills(unit, placed, fills).ok) throw new Error('A fill that was just checked is gone.')
  unit.emit({ type: 'orderPlaced', orderId, patientId, coverageId: input.coverageId, at })
  return true
}

/** What is given, or the sentence that says why not. */
function decide(
  unit: WriteUnit,
  { clinic, deviceId }: AnsweringTools,
  { input, fills }: Asked,
  at: string,
): Outcome<Granted, string> | 'later' {
  const checked = checkOrder(unit, { clinic: clinic(), deviceId, now: () => at }, input, fills)
  if (!checked.ok) return mayComeYet(checked.refusal) ? 'later' : refuse(reasonOf(checked.refusal, []))
  const { products, today, prescriptionCheck } = checked.value
  const shelf = priceLines(input.lines, checked.value)
  if (shelf.ok) return accept({ lines: shelf.value, prescriptionCheck })
  const expired = [...products.values()]
    .filter(({ name }) => name === shelf.refusal.product)
    .flatMap(({ batches }) => expiredOf(batches, today))
  return refuse(reasonOf(shelf.refusal, expired))
}

function rewrite(unit: WriteUnit, making: Making, order: Order): void {
  store.replaceOrder(unit, order)
  recordOrder(unit, making, order)
}
