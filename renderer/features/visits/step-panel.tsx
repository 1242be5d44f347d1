import type { StepName } from '../../../core/encounters/model.js'
import { ConsultedPanel } from '../encounters/consulted-panel.js'
import { ActionButton } from './action-button.js'
import { BookedPanel } from './booked-panel.js'
import { CoveredPanel } from './covered-panel.js'
import { DeliveredPanel } from './delivered-panel.js'
import { FollowedUpPanel } from './followed-up-panel.js'
import { useOpenActs } from './open-acts.js'
import { OrderedPanel } from './ordered-panel.js'
import { PaidPanel } from './paid-panel.js'
import { PrescribedPanel } from './prescribed-panel.js'
import type { StepPanelProps } from './visit-acts.js'

/** Everything about one step. Whatever can be done in it stays possible, though something else comes next. */
export function StepPanel({ visit, step, acts }: StepPanelProps & { step: StepName }) {
  const { mayStart, mayCheckIn, isPrimaryFree } = useOpenActs(visit)
  switch (step) {
    case 'booked':
      return <BookedPanel visit={visit} />
    case 'covered':
      return <CoveredPanel visit={visit} />
    case 'paid':
      return <PaidPanel visit={visit} acts={acts} />
    case 'consulted':
      return (
        <ConsultedPanel
          visit={visit}
          isEndNext={visit.nextAction === 'complete' || isPrimaryFree}
          actions={
            mayStart || mayCheckIn ? (
              <>
                {mayCheckIn ? <ActionButton visit={visit} action="check-in" acts={acts} isPrimary={false} /> : null}
                {mayStart ? <ActionButton visit={visit} action="start" acts={acts} isPrimary={isPrimaryFree} /> : null}
              </>
            ) : null
          }
        />
      )
    case 'prescribed':
      return <PrescribedPanel visit={visit} acts={acts} />
    case 'ordered':
      return <OrderedPanel visit={visit} acts={acts} />
    case 'delivered':
      return <DeliveredPanel visit={visit} />
    case 'followed-up':
      return <FollowedUpPanel visit={visit} />
  }
}
