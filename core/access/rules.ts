import { addMinutes, type Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { RecordPart, Role } from '../kernel/roles.js'
import type { EmergencyAccess, PatientMark, ReviewOutcome, Standing } from './model.js'

const openMinutes = 60

/**
 * Whose work is with every patient of the clinic, by part of the record; each look of theirs is in the audit log. Who holds the
 * permission and is not named here cares for a patient, opens an hour, or sees nothing (docs/adr/0013-who-opens-a-record.md).
 */
const withEveryPatient: Readonly<Record<RecordPart, ReadonlySet<Role>>> = {
  visits: new Set<Role>(['front-desk', 'billing', 'tenant-admin', 'auditor']),
  medication: new Set<Role>(['front-desk', 'pharmacist', 'billing', 'tenant-admin', 'auditor']),
}

/** Whether these roles open a part of a patient's record only where they care for the patient. */
export const needsCareRelation = (roles: readonly Role[], part: RecordPart): boolean =>
  !roles.some((role) => withEveryPatient[part].has(role))

/** How somebody stands to a patient: by their role, as the patient's doctor, in an opened hour, or not at all. */
export function decideStanding(facts: {
  roles: readonly Role[]
  part: RecordPart
  /** They have, or had, a visit with the patient that was not canceled. */
  hasOwnVisit: boolean
  /** The end of the last hour that they opened; null where there is none. */
  openUntil: Instant | null
  now: Instant
}): Standing {
  if (!needsCareRelation(facts.roles, facts.part)) return { relation: 'role', until: null }
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

export type MarkRefusal = { code: 'VERSION_CONFLICT' } | { code: 'ALREADY_SO' }

/** What setting or ending a mark makes of the one that there is. */
export function decideMark(
  mark: PatientMark | undefined,
  wish: Pick<PatientMark, 'patientId' | 'version' | 'reason'> & { isMarked: boolean; by: string; now: Instant },
): Outcome<PatientMark, MarkRefusal> {
  const { patientId, isMarked, reason, by, now } = wish
  if ((mark?.version ?? 0) !== wish.version) return refuse({ code: 'VERSION_CONFLICT' })
  if (isMarked === (mark?.endedAt === null)) return refuse({ code: 'ALREADY_SO' })
  const version = wish.version + 1
  if (!isMarked && mark) return accept({ ...mark, endedAt: now, endedBy: by, endReason: reason, version })
  const open = { endedAt: null, endedBy: null, endReason: null }
  return accept({ patientId, reason, markedAt: now, markedBy: by, ...open, version })
}

/** Whether a mark held at a moment. */
export const heldAt = ({ markedAt, endedAt }: Pick<PatientMark, 'markedAt' | 'endedAt'>, at: Instant): boolean =>
  markedAt <= at && (endedAt === null || at < endedAt)

/**
 * Whether a look at a very important patient has its reason in somebody's work: a doctor's is their own patient; everybody
 * else's, whose work is with all patients, is a patient who comes here about then.
 */
export const hasReasonToLook = (facts: {
  roles: readonly Role[]
  hasOwnVisit: boolean
  isRelated: boolean
}): boolean => (needsCareRelation(facts.roles, 'medication') ? facts.hasOwnVisit : facts.isRelated)
