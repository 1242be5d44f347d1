import type { Charge } from '../billing/model.js'
import type { Claim } from '../insurance/model.js'
import type { EntityKind } from '../kernel/entities.js'
import type { Instant } from '../kernel/instant.js'
import { formatMoney } from '../kernel/money.js'
import type { Order } from '../pharmacy/model.js'
import type { Consultation } from '../scheduling/model.js'
import type { Task } from '../tasks/model.js'
import { type NextAction, type Step, StepName } from './model.js'

/** Who did something, when. */
interface Deed {
  id: string
  at: Instant
  by: string | null
}

/** What the eight steps of a visit are decided on. */
export interface VisitFacts {
  visit: Pick<
    Consultation,
    'id' | 'state' | 'mode' | 'bookedAt' | 'arrivedAt' | 'completedAt' | 'cancellationReason' | 'currency'
  >
  doctorName: string
  bookedBy: string
  /** Whether the patient has a coverage on the day of the visit. */
  isInsured: boolean
  /** The newest verification; `planName` is null where the patient pays without a plan. */
  verification:
    | (Deed & {
        planName: string | null
        isCovered: boolean
        explanation: string
        patientOwesMinor: number
        payerOwesMinor: number
      })
    | null
  charge: Pick<Charge, 'patientOwesMinor' | 'patientPaidMinor' | 'outstandingMinor'>
  lastPayment: Deed | null
  completedBy: string | null
  hasDiagnosis: boolean
  /** In the order of their issue; those that were canceled are not among them. */
  prescriptions: readonly (Deed & { medicine: string; isFillable: boolean })[]
  /** In the order of their placing; those that were canceled or declined are not among them. */
  orders: readonly (Deed & {
    code: string
    state: Order['state']
    isShipped: boolean
    outstandingMinor: number
    delivered: { at: Instant; by: string } | null
  })[]
  claims: readonly (Deed & { code: string; state: Claim['state']; payerName: string; denialReason: string | null })[]
  tasks: readonly (Deed & { kind: Task['kind']; title: string; isDone: boolean })[]
}

/** A step without its proof; `evidence` names the record whose proof it is. */
export type DecidedStep = Omit<Step, 'proof'> & { evidence: { kind: EntityKind; id: string } | null }

/** A step by itself, before it is known which one comes next. `pending` waits for its action, or for a step before it. */
interface Finding {
  state: 'done' | 'not-needed' | 'blocked' | 'pending'
  statement: string
  action?: NextAction
  at?: Instant | null
  by?: string | null
  evidence?: { kind: EntityKind; id: string }
}

/**
 * The rail of a visit: its eight steps, at most one of them `next`, and the action that it asks for. As long as a step is
 * neither done nor unneeded there is an action, so that no visit dead-ends.
 */
export function decideSteps(facts: VisitFacts): { steps: DecidedStep[]; nextAction: NextAction | null } {
  const findings = isOver(facts) ? nothingNeeded(facts) : findSteps(facts)
  const next = precedence(facts).find((name) => findings[name].action !== undefined)
  const steps = StepName.options.map((name): DecidedStep => {
    const { state, statement, at = null, by = null, evidence = null } = findings[name]
    const shown = state === 'pending' ? (name === next ? 'next' : 'open') : state
    return { name, state: shown, statement, at, by, evidence }
  })
  return { steps, nextAction: (next && findings[next].action) ?? null }
}

type Findings = Record<StepName, Finding>

const isOver = ({ visit }: VisitFacts): boolean => visit.state === 'cancelled' || visit.state === 'no-show'

/** What comes first. While the doctor is with the patient, money waits. */
function precedence({ visit }: VisitFacts): StepName[] {
  if (visit.state !== 'in-progress') return [...StepName.options]
  const clinical: StepName[] = ['prescribed', 'consulted']
  return [...clinical, ...StepName.options.filter((name) => !clinical.includes(name))]
}

function nothingNeeded({ visit, charge }: VisitFacts): Findings {
  const reason =
    visit.state === 'no-show' ? 'The patient did not come.' : `The visit was canceled: ${visit.cancellationReason}`
  const unneeded: Finding = { state: 'not-needed', statement: reason }
  const back = formatMoney(-charge.outstandingMinor, visit.currency, 'en')
  return {
    booked: unneeded,
    covered: unneeded,
    paid: charge.outstandingMinor < 0 ? { ...unneeded, statement: `${back} is to be given back.` } : unneeded,
    consulted: unneeded,
    prescribed: unneeded,
    ordered: unneeded,
    delivered: unneeded,
    'followed-up': unneeded,
  }
}

function findSteps(facts: VisitFacts): Findings {
  const ordered = findOrdered(facts)
  const delivered = findDelivered(facts, ordered)
  return {
    booked: findBooked(facts),
    covered: findCovered(facts),
    paid: findPaid(facts),
    consulted: findConsulted(facts),
    prescribed: findPrescribed(facts),
    ordered,
    delivered,
    'followed-up': findFollowedUp(facts, delivered),
  }
}

function findBooked({ visit, doctorName, bookedBy }: VisitFacts): Finding {
  const how = visit.mode === 'video' ? 'by video' : 'in person'
  const evidence = { kind: 'consultation', id: visit.id } as const
  return { state: 'done', statement: `With ${doctorName}, ${how}.`, at: visit.bookedAt, by: bookedBy, evidence }
}

function findCovered({ visit, verification, isInsured }: VisitFacts): Finding {
  if (!verification)
    return isInsured
      ? { state: 'pending', statement: 'The coverage has not been verified yet.', action: 'verify-coverage' }
      : { state: 'not-needed', statement: 'No insurance is on record; the patient pays.' }
  const { planName, isCovered, explanation, patientOwesMinor, payerOwesMinor, at, by, id } = verification
  const money = (amountMinor: number) => formatMoney(amountMinor, visit.currency, 'en')
  const isBySelf = planName === null
  return {
    state: isBySelf ? 'not-needed' : 'done',
    statement: isCovered
      ? `${planName ?? 'The plan'} pays ${money(payerOwesMinor)}; the patient pays ${money(patientOwesMinor)}.`
      : explanation,
    at,
    by,
    evidence: { kind: 'coverage-verification', id },
  }
}

function findPaid({ visit, charge, lastPayment }: VisitFacts): Finding {
  const money = (amountMinor: number) => formatMoney(amountMinor, visit.currency, 'en')
  if (charge.outstandingMinor > 0)
    return {
      state: 'pending',
      statement: `The patient owes ${money(charge.outstandingMinor)}.`,
      action: 'take-payment',
    }
  if (!lastPayment) return { state: 'not-needed', statement: 'The patient owes nothing.' }
  const paid = `The patient paid ${money(charge.patientPaidMinor)}`
  return {
    state: 'done',
    statement:
      charge.outstandingMinor < 0 ? `${paid}; ${money(-charge.outstandingMinor)} of it is too much.` : `${paid}.`,
    at: lastPayment.at,
    by: lastPayment.by,
    evidence: { kind: 'payment', id: lastPayment.id },
  }
}

function findConsulted({ visit, completedBy }: VisitFacts): Finding {
  switch (visit.state) {
    case 'completed': {
      const evidence = { kind: 'encounter-summary', id: visit.id } as const
      const statement = 'The visit ended with a signed summary.'
      return { state: 'done', statement, at: visit.completedAt, by: completedBy, evidence }
    }
    case 'in-progress':
      return { state: 'pending', statement: 'The doctor is with the patient.', action: 'complete' }
    case 'arrived':
      return { state: 'pending', statement: 'The patient is in the lobby.', action: 'start', at: visit.arrivedAt }
    default:
      return { state: 'pending', statement: 'The patient is not here yet.', action: 'check-in' }
  }
}

/** Prescribing is suggested while the visit is in progress and a diagnosis is made; a visit can end without. */
function findPrescribed({ visit, prescriptions, hasDiagnosis }: VisitFacts): Finding {
  const last = prescriptions.at(-1)
  if (last) {
    const statement = prescriptions.map(({ medicine }) => medicine).join(', ')
    return { state: 'done', statement, at: last.at, by: last.by, evidence: { kind: 'prescription', id: last.id } }
  }
  if (visit.state === 'completed') return { state: 'not-needed', statement: 'Nothing was prescribed.' }
  if (visit.state !== 'in-progress' || !hasDiagnosis) return { state: 'pending', statement: 'In the visit.' }
  return { state: 'pending', statement: 'Prescribe, or end the visit without.', action: 'prescribe' }
}

function findOrdered({ visit, prescriptions, orders }: VisitFacts): Finding {
  const asked = orders.find(({ state }) => state === 'requested')
  if (asked) {
    const { code, at, by, id } = asked
    const statement = `${code} was asked of the workstation that keeps the stock; it confirms it by itself.`
    return { state: 'pending', statement, action: 'await-shelf', at, by, evidence: { kind: 'order', id } }
  }
  const last = orders.at(-1)
  if (last) {
    const statement = orders.map(({ code }) => code).join(', ')
    return { state: 'done', statement, at: last.at, by: last.by, evidence: { kind: 'order', id: last.id } }
  }
  if (prescriptions.some(({ isFillable }) => isFillable))
    return { state: 'pending', statement: 'The medicine has not been ordered yet.', action: 'order' }
  if (prescriptions.length > 0)
    return { state: 'not-needed', statement: 'The prescription was filled otherwise, or has ended.' }
  if (visit.state === 'completed') return { state: 'not-needed', statement: 'There is nothing to order.' }
  return { state: 'pending', statement: 'After the prescription.' }
}

function findDelivered({ visit, orders }: VisitFacts, ordered: Finding): Finding {
  const waiting = orders.find(({ state }) => state !== 'delivered' && state !== 'requested')
  const last = orders.at(-1)
  if (!waiting && last && ordered.state === 'done') {
    const evidence = { kind: 'order', id: last.id } as const
    const statement = 'The patient has the medicine.'
    return { state: 'done', statement, at: last.delivered?.at ?? null, by: last.delivered?.by ?? null, evidence }
  }
  if (!waiting)
    return ordered.state === 'not-needed'
      ? { state: 'not-needed', statement: ordered.statement }
      : { state: 'pending', statement: 'After the order.' }
  const { code } = waiting
  if (waiting.state === 'placed' && waiting.outstandingMinor > 0) {
    const owed = formatMoney(waiting.outstandingMinor, visit.currency, 'en')
    return { state: 'pending', statement: `${code} waits for the patient’s ${owed}.`, action: 'pay-order' }
  }
  if (waiting.state === 'placed')
    return { state: 'pending', statement: `${code} waits for the pharmacist.`, action: 'dispense' }
  if (waiting.state === 'dispensed' && waiting.isShipped)
    return { state: 'pending', statement: `${code} is packed, to be shipped.`, action: 'ship' }
  return {
    state: 'pending',
    statement: waiting.state === 'shipped' ? `${code} is on its way.` : `${code} is ready at the counter.`,
    action: 'hand-over',
  }
}

/** Done when every claim of the visit has come to its end and nobody has anything left to do for it. */
function findFollowedUp({ visit, claims, tasks }: VisitFacts, delivered: Finding): Finding {
  if (visit.state !== 'completed') return { state: 'pending', statement: 'After the visit.' }
  const open = tasks.filter(({ isDone }) => !isDone)
  const denied = claims.find(({ state }) => state === 'denied')
  // A denial is a person's work for as long as its task is open; when that is closed it has been dealt with.
  if (denied && open.some(({ kind }) => kind === 'claim-denied')) {
    const statement = `${denied.payerName} denied claim ${denied.code}: ${denied.denialReason ?? 'no reason was given.'}`
    return { state: 'blocked', statement, action: 'close-follow-up', evidence: { kind: 'claim', id: denied.id } }
  }
  const claim = claims.find(({ state }) => state !== 'denied' && state !== 'settled')
  if (claim) {
    const where = claim.state === 'draft' ? 'has not been submitted yet' : `is with ${claim.payerName}`
    const evidence = { kind: 'claim', id: claim.id } as const
    return { state: 'pending', statement: `Claim ${claim.code} ${where}.`, action: 'await-settlement', evidence }
  }
  const [task] = open
  if (task) {
    const evidence = { kind: 'task', id: task.id } as const
    return { state: 'pending', statement: task.title, action: 'close-follow-up', evidence }
  }
  if (delivered.state === 'pending') return { state: 'pending', statement: 'After the medicine is handed over.' }
  const deeds = [
    ...claims.map((deed) => ({ ...deed, entity: 'claim' as const })),
    ...tasks.map((deed) => ({ ...deed, entity: 'task' as const })),
  ]
  const last = deeds.sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
  if (!last) return { state: 'not-needed', statement: 'There is nothing to follow up.' }
  return {
    state: 'done',
    statement: claims.length > 0 && !denied ? 'The claims are settled.' : 'Everything is followed up.',
    at: last.at,
    by: last.by,
    evidence: { kind: last.entity, id: last.id },
  }
}
