import { Button, Stack } from '@mantine/core'
import type { NextAction, Visit } from '../../../core/encounters/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { say } from '../../ui/say.js'
import { OrderActButton } from '../pharmacy/order-act-button.js'
import { orderOf } from './next-actions.js'
import type { VisitActs } from './visit-acts.js'

/** Actions whose form stands in the panel itself; elsewhere their button leads there. */
export const livesInPanel = (action: NextAction): boolean => action === 'verify-coverage' || action === 'complete'

interface ActionButtonProps {
  visit: Visit
  action: NextAction
  acts: VisitActs
  isPrimary: boolean
}

const drawerLabels = {
  'take-payment': 'Take payment',
  'pay-order': 'Take payment',
  prescribe: 'Prescribe',
  order: 'Order medicine',
  'close-follow-up': 'Close task',
} as const

/** The button of an action on a visit. */
export function ActionButton({ visit, action, acts, isPrimary }: ActionButtonProps) {
  const variant = isPrimary ? 'filled' : 'default'
  switch (action) {
    case 'verify-coverage':
      return (
        <Button variant={variant} onClick={() => acts.show('covered')}>
          Verify coverage
        </Button>
      )
    case 'complete':
      return (
        <Button variant={variant} onClick={() => acts.show('consulted')}>
          End visit
        </Button>
      )
    case 'check-in':
    case 'start':
      return <CommandButton key={action} visit={visit} action={action} acts={acts} variant={variant} />
    case 'dispense':
    case 'ship':
    case 'hand-over': {
      const found = orderOf(visit, action)
      if (found === undefined) return null
      return <OrderActButton order={found.order} patientName={visit.banner.fullName} isPrimary={isPrimary} />
    }
    case 'await-settlement':
    case 'await-shelf':
      return null
    default:
      return (
        <Button
          variant={variant}
          // Hidden while a drawer is open: two buttons of one name would be one too many.
          style={acts.isOpen ? { visibility: 'hidden' } : {}}
          onClick={() => acts.open(action)}
        >
          {drawerLabels[action]}
        </Button>
      )
  }
}

interface CommandButtonProps {
  visit: Visit
  action: 'check-in' | 'start'
  acts: VisitActs
  variant: 'filled' | 'default'
}

function CommandButton({ visit, action, acts, variant }: CommandButtonProps) {
  const isCheckIn = action === 'check-in'
  const command = useOperationCommand(isCheckIn ? 'scheduling.checkIn' : 'encounters.start', {
    onDone: () => {
      say({ tone: 'done', message: isCheckIn ? 'The patient is in the lobby.' : 'The visit has begun.' })
      acts.show('consulted')
    },
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant={variant}
        loading={command.isPending}
        onClick={() => command.mutate({ consultationId: visit.consultation.id })}
      >
        {isCheckIn ? 'Check in' : 'Start visit'}
      </Button>
      {command.isError ? <ErrorState error={command.error} /> : null}
    </Stack>
  )
}
