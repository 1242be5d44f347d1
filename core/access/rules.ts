import { addMinutes, type Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Role } from '../kernel/roles.js'
import type { EmergencyAccess, ReviewOutcome, Standing } from './model.js'

const openMinutes = 60

/** Roles whose work is with every patient of the clinic; each look of theirs is in the audit log. */
const clinicWide: ReadonlySet<Role> = new Set<Role>(['front-desk', 'billing', 'tenant-admin', 'auditor'])

/** Whether these roles see a patient's visits only where they care for the patient. */
export const needsCareRelation = (roles: readonly Role[]): boolean => !roles.some((role) => clinicWide.has(role))

/** How somebody stands to a patient: by their role, as the patient's doctor, in an opened hour, or not at all. */
export function decideStanding(facts: {
  roles: readonly Role[]
  /** They have, or had, a visit with the patient that was not canceled. */
  hasOwnVisit: boolean
  /** The end of the last hour that they opened; null where there is none. */
  openUntil: Instant | null
  now: Instant
}): Standing {
  if (!needsCareRelation(facts.roles)) return { relation: 'role', until: null }
  if (facts.hasOwnVisit) return { relation: 'own-visit', until: null }
  const { openUntil } = facts
  if (openUntil !== null && openUntil > facts.now) return { relation: 'emergency', until: openUntil }
  return { relation: 'none', until: null }
}

/** The hour, as it begins. */
export function openAccess(
  request: Pick<EmergencyAccess, 'id' | 'patientId' | 'staffId' | 'staffName' | 'reason'>,
  now: Instant,
): EmergencyAccess {
  const until = addMinutes(now, openMinutes)
  const unreviewed = { outcome: null, comment: null, reviewedAt: null, reviewedBy: null }
  return { ...request, ...unreviewed, openedAt: now, until, version: 1 }
}

export type ReviewRefusal = { code: 'VERSION_CONFLICT' } | { code: 'OWN_ACCESS' } | { code: 'ALREADY_REVIEWED' }

/** What the review makes of an access: once, by somebody else. */
export function decideReview(
  access: EmergencyAccess,
  review: {
    version: number
    outcome: ReviewOutcome
    comment: string
    by: { id: string; name: string }
    now: Instant
  },
): Outcome<EmergencyAccess, ReviewRefusal> {
  if (access.staffId === review.by.id) return refuse({ code: 'OWN_ACCESS' })
  if (access.outcome !== null) return refuse({ code: 'ALREADY_REVIEWED' })
  if (access.version !== review.version) return refuse({ code: 'VERSION_CONFLICT' })
  const { outcome, comment, by, now } = review
  return accept({
    ...access,
    outcome,
    comment,
    reviewedAt: now,
    reviewedBy: by.name,
    version: access.version + 1,
  })
}
