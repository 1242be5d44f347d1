import type { NextAction, Visit } from '../../../core/encounters/model.js'
import { useCan } from '../../app/session.js'
import { actionWords } from './next-actions.js'

/** What this person can do on a visit besides its next action. An action never has two buttons of one name on the page. */
export function useOpenActs(visit: Visit) {
  const can = useCan()
  const { nextAction, consultation, charge, summary } = visit
  const { state } = consultation
  const isOther = (action: NextAction) => nextAction !== action || !mayDo(action)
  function mayDo(action: NextAction): boolean {
    const { permission } = actionWords(action)
    return permission !== null && can(permission)
  }
  const isNextMine = nextAction !== null && mayDo(nextAction)
  const hasBegun = state === 'in-progress' || state === 'completed'
  return {
    /** Whether no button of the strip is filled, so that the panel's own may be. */
    isPrimaryFree: !isNextMine,
    mayCheckIn: state === 'booked' && mayDo('check-in') && isOther('check-in'),
    mayStart: (state === 'booked' || state === 'arrived') && mayDo('start') && isOther('start'),
    mayPay:
      charge.outstandingMinor > 0 &&
      mayDo('take-payment') &&
      nextAction !== 'take-payment' &&
      nextAction !== 'pay-order',
    mayPrescribe: hasBegun && mayDo('prescribe') && isOther('prescribe'),
    mayOrder: hasBegun && mayDo('order') && isOther('order'),
    mayVerify: can('insurance:write') && state !== 'cancelled' && state !== 'no-show' && visit.claims.every(isNotFiled),
    hasEnded: summary !== null,
  }
}

/** What was verified stands once a claim for the visit went out. */
const isNotFiled = ({ payable, state }: Visit['claims'][number]): boolean =>
  payable.kind !== 'consultation' || state === 'draft'
