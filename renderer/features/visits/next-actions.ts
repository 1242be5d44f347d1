import type { NextAction, StepName, Visit } from '../../../core/encounters/model.js'
import type { Permission } from '../../../core/kernel/roles.js'
import { isBinding, nextActOf } from '../pharmacy/order-words.js'

interface ActionWords {
  step: StepName
  /** What is to be done. */
  words: string
  /** Whose turn it is, for those who cannot do it. */
  turn: string
  permission: Permission | null
}

/** The next thing to do on a visit: where it is done, and who may. */
const nextActions = {
  'verify-coverage': {
    step: 'covered',
    words: 'Verify who pays for the visit',
    turn: 'The front desk or billing verifies the coverage.',
    permission: 'insurance:write',
  },
  'take-payment': {
    step: 'paid',
    words: 'Take the patient’s part',
    turn: 'The front desk or billing takes the payment.',
    permission: 'billing:write',
  },
  'check-in': {
    step: 'consulted',
    words: 'Check the patient in when they are here',
    turn: 'The front desk checks the patient in.',
    permission: 'scheduling:write',
  },
  start: {
    step: 'consulted',
    words: 'The patient is in the lobby: start the visit',
    turn: 'The doctor starts the visit.',
    permission: 'encounters:write',
  },
  complete: {
    step: 'consulted',
    words: 'End the visit with a summary',
    turn: 'The doctor is with the patient, and ends the visit with a summary.',
    permission: 'encounters:write',
  },
  prescribe: {
    step: 'prescribed',
    words: 'Prescribe, if a medicine is needed',
    turn: 'The doctor prescribes, if a medicine is needed.',
    permission: 'prescriptions:write',
  },
  order: {
    step: 'ordered',
    words: 'Order what was prescribed',
    turn: 'The front desk or the pharmacy orders what was prescribed.',
    permission: 'pharmacy:order',
  },
  'await-shelf': {
    step: 'ordered',
    words: 'The workstation that keeps the medicine confirms the order',
    turn: 'Nobody has to do anything: the workstation that keeps the medicine confirms the order once it has synced.',
    permission: null,
  },
  'pay-order': {
    step: 'ordered',
    words: 'Take the patient’s part of the order',
    turn: 'The front desk, billing or the pharmacy takes the payment for the order.',
    permission: 'billing:write',
  },
  dispense: {
    step: 'delivered',
    words: 'Check and pack the order',
    turn: 'The pharmacist dispenses the order.',
    permission: 'pharmacy:dispense',
  },
  ship: {
    step: 'delivered',
    words: 'Give the order to a carrier',
    turn: 'The pharmacist ships the order.',
    permission: 'pharmacy:dispense',
  },
  'hand-over': {
    step: 'delivered',
    words: 'Hand the order over',
    turn: 'The pharmacist hands the order over.',
    permission: 'pharmacy:dispense',
  },
  'await-settlement': {
    step: 'followed-up',
    words: 'The payer settles the claim',
    turn: 'Nobody has to do anything: the claim is with the payer.',
    permission: null,
  },
  'close-follow-up': {
    step: 'followed-up',
    words: 'Follow up, then close the task',
    turn: 'Whoever the follow-up is for closes the task.',
    permission: 'tasks:write',
  },
} as const satisfies Record<NextAction, ActionWords>

/** How a next action is called, and where it is done. */
export const actionWords = (action: NextAction): ActionWords => nextActions[action]

type VisitOrder = Visit['orders'][number]

/** The order that an action is about. */
export function orderOf(visit: Visit, action: NextAction): VisitOrder | undefined {
  const alive = visit.orders.filter(({ order }) => isBinding(order))
  if (action === 'pay-order') return alive.find(({ charge }) => charge.outstandingMinor > 0)
  return alive.find(({ order }) => nextActOf(order) === action)
}

/** Where a visit opens: at the next action for whoever can do it, otherwise at what their role works on. */
export function firstStepFor(visit: Visit, can: (permission: Permission) => boolean): StepName {
  const action = visit.nextAction === null ? null : actionWords(visit.nextAction)
  if (action === null) return 'consulted'
  if (action.permission !== null && can(action.permission)) return action.step
  const { state } = visit.consultation
  if (can('encounters:write') && (state === 'arrived' || state === 'in-progress')) return 'consulted'
  return action.step
}
