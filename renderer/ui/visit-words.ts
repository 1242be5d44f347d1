import type { ConsultationState } from '../../core/scheduling/model.js'
import type { Tone } from './tone.js'

/** A visit's state as people say it. */
export const visitStateWords = {
  booked: 'Booked',
  arrived: 'In the lobby',
  'in-progress': 'In progress',
  completed: 'Completed',
  cancelled: 'Canceled',
  'no-show': 'Did not come',
} as const satisfies Record<ConsultationState, string>

export const visitStateTones = {
  booked: 'neutral',
  arrived: 'accent',
  'in-progress': 'accent',
  completed: 'done',
  cancelled: 'neutral',
  'no-show': 'attention',
} as const satisfies Record<ConsultationState, Tone>
