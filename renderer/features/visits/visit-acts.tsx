import { useState } from 'react'
import type { Charge } from '../../../core/billing/model.js'
import type { NextAction, StepName, Visit } from '../../../core/encounters/model.js'
import { TakePaymentDrawer } from '../billing/take-payment-drawer.js'
import { PlaceOrderDrawer } from '../pharmacy/place-order-drawer.js'
import { PrescribeDrawer } from '../prescriptions/prescribe-drawer.js'
import { CloseTaskDrawer } from '../tasks/close-task-drawer.js'
import { actionWords, orderOf } from './next-actions.js'

/** Actions that are done in a drawer beside the visit. */
export type DrawerAction = Extract<NextAction, 'take-payment' | 'pay-order' | 'prescribe' | 'order' | 'close-follow-up'>

/** What the buttons of the visit page can ask for. */
export interface VisitActs {
  /** Shows the action's panel and opens its drawer; the charge where it is not the one that is next. */
  open: (action: DrawerAction, charge?: Charge) => void
  show: (step: StepName) => void
  /** While a drawer is open the page's button of the same name is out of sight. */
  isOpen: boolean
}

/** What the panel of a step is given. */
export interface StepPanelProps {
  visit: Visit
  acts: VisitActs
}

interface Opened {
  action: DrawerAction
  charge: Charge | null
}

/** The drawers stand beside the visit, not in its buttons: a receipt outlives the step that it ended. */
export function useVisitActs(visit: Visit, show: (step: StepName) => void) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const acts: VisitActs = {
    open: (action, charge) => {
      const due = action === 'pay-order' ? orderOf(visit, action)?.charge : visit.charge
      setOpened({ action, charge: charge ?? due ?? null })
      show(actionWords(action).step)
    },
    show,
    isOpen: opened !== null,
  }
  const close = () => setOpened(null)
  const { consultation, banner } = visit
  const isPaying = opened?.action === 'take-payment' || opened?.action === 'pay-order'
  const task = visit.tasks.find(({ state }) => state === 'open') ?? null
  const drawers = (
    <>
      <TakePaymentDrawer charge={isPaying ? opened.charge : null} onClose={close} />
      <PrescribeDrawer
        isOpen={opened?.action === 'prescribe'}
        onClose={close}
        consultationId={consultation.id}
        patientName={banner.fullName}
      />
      <PlaceOrderDrawer
        isOpen={opened?.action === 'order'}
        onClose={close}
        patientId={consultation.patientId}
        consultationId={consultation.id}
      />
      <CloseTaskDrawer task={opened?.action === 'close-follow-up' ? task : null} onClose={close} />
    </>
  )
  return { acts, drawers }
}
