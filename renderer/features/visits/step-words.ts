import type { StepName, VisitSummary } from '../../../core/encounters/model.js'

/** The steps as people say them. */
export const stepWords = {
  booked: 'Booked',
  covered: 'Covered',
  paid: 'Paid',
  consulted: 'Consulted',
  prescribed: 'Prescribed',
  ordered: 'Ordered',
  delivered: 'Delivered',
  'followed-up': 'Followed up',
} as const satisfies Record<StepName, string>

export const stepStateWords = {
  done: 'done',
  next: 'next',
  open: 'later',
  blocked: 'blocked',
  'not-needed': 'not needed',
} as const satisfies Record<VisitSummary['steps'][number]['state'], string>
