import { Button, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { StepName, Visit } from '../../../core/encounters/model.js'
import { formatMoney } from '../../../core/kernel/money.js'
import { useCan } from '../../app/session.js'
import { summaryFieldId } from '../encounters/end-visit-form.js'
import { ActionButton, livesInPanel } from './action-button.js'
import { actionWords, orderOf } from './next-actions.js'
import type { VisitActs } from './visit-acts.js'
import classes from './visit-page.module.css'

interface NextStripProps {
  visit: Visit
  /** The step whose panel is shown. */
  step: StepName
  acts: VisitActs
}

/** The one thing to do next, as the only filled button; or whose turn it is. */
export function NextStrip({ visit, step, acts }: NextStripProps) {
  const can = useCan()
  const action = visit.nextAction
  if (action === null)
    return (
      <Strip isWaiting label="Visit">
        {endWords(visit)}
      </Strip>
    )
  const { words, turn, permission } = actionWords(action)
  const mayAct = permission !== null && can(permission)
  const isAtPanel = livesInPanel(action) && step === actionWords(action).step
  return (
    <Strip
      isWaiting={!mayAct}
      label={mayAct ? 'Next' : 'Waiting'}
      button={
        !mayAct ? null : !isAtPanel ? (
          <ActionButton visit={visit} action={action} acts={acts} isPrimary />
        ) : action === 'complete' ? (
          <Button variant="default" onClick={goToSummary}>
            Write the summary
          </Button>
        ) : null
      }
    >
      <Text>{mayAct ? `${words}${detailOf(visit)}` : turn}</Text>
    </Strip>
  )
}

interface StripProps {
  label: string
  isWaiting: boolean
  children: ReactNode
  button?: ReactNode
}

function Strip({ label, isWaiting, children, button }: StripProps) {
  return (
    <section className={classes.strip} data-waits={isWaiting} aria-label="Next step">
      <div className={classes.stripWords}>
        <div className={classes.stripLabel}>{label}</div>
        {children}
      </div>
      {button}
    </section>
  )
}

/** The form that ends a visit stands below all that is written in it. */
function goToSummary() {
  document.getElementById(summaryFieldId)?.focus()
}

/** The amount that an action is about. */
function detailOf(visit: Visit): string {
  const { nextAction } = visit
  if (nextAction === 'take-payment')
    return `: ${formatMoney(visit.charge.outstandingMinor, visit.charge.currency)} is outstanding`
  if (nextAction === 'pay-order') {
    const charge = orderOf(visit, nextAction)?.charge
    return charge === undefined ? '' : `: ${formatMoney(charge.outstandingMinor, charge.currency)} is outstanding`
  }
  return ''
}

function endWords({ consultation: { state, cancellationReason } }: Visit): string {
  if (state === 'cancelled') return `This visit was canceled: ${cancellationReason ?? 'no reason was given'}.`
  if (state === 'no-show') return 'The patient did not come.'
  return 'This visit has come to its end. Nothing is left to do.'
}
