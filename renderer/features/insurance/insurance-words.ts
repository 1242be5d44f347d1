import type { ClaimState, CoverageReason, ServiceCategory } from '../../../core/insurance/model.js'
import type { Tone } from '../../ui/tone.js'

export const claimStateWords = {
  draft: 'Draft',
  submitted: 'Submitted',
  accepted: 'Accepted',
  denied: 'Denied',
  settled: 'Settled',
} as const satisfies Record<ClaimState, string>

export const claimStateTones = {
  draft: 'neutral',
  submitted: 'accent',
  accepted: 'accent',
  denied: 'danger',
  settled: 'done',
} as const satisfies Record<ClaimState, Tone>

export const categoryWords = {
  'office-visit': 'Office visit',
  'specialist-visit': 'Specialist visit',
  'generic-medicine': 'Generic medicine',
  'brand-medicine': 'Brand medicine',
} as const satisfies Record<ServiceCategory, string>

export const reasonWords = {
  covered: 'Covered',
  'no-coverage': 'Self-pay',
  'not-started': 'Not started',
  ended: 'Coverage ended',
  'category-not-covered': 'Not in the plan',
  'visit-limit-reached': 'No visits left',
  'currency-differs': 'Another currency',
} as const satisfies Record<CoverageReason, string>
