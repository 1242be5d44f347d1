import type { Context } from '../dispatch.js'
import type { PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { ChainCall } from '../ports/chain.js'
import type { Commitment } from '../ports/keys.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Consultation } from '../scheduling/model.js'
import * as store from './store.js'

/** A summary with the doctor's signature over a commitment to it. */
export interface SignedSummary {
  content: store.SummaryContent
  commitment: Commitment
  call: ChainCall
}

/**
 * Signs a summary, as a call that the node relays (EIP-712). The call says only the UTC day: the minute of a visit beside a
 * pseudonym would let an onlooker who knows when somebody went to the doctor find them. The minute is in what is committed to.
 */
export function signSummary(
  { keys, signCall }: Pick<Context, 'keys' | 'signCall'>,
  patientId: PatientId,
  content: store.SummaryContent,
): SignedSummary {
  const commitment = keys.commit('encounter-summary', content.consultationId, 1, content)
  const call = {
    fn: 'addRecord',
    patient: keys.patientAddress(patientId),
    recordHash: commitment.commitment,
    timestamp: startOfUtcDay(content.completedAt),
  } as const
  return { content, commitment, call: { ...call, signed: signCall(call) } }
}

/** Whole seconds since 1970. */
const startOfUtcDay = (instant: Instant): number => Date.parse(instant.slice(0, 10)) / 1000

/** Ends a visit with its summary, and tells the slices that go on from there. `visit` is the completed one. */
export function endVisit(unit: WriteUnit, visit: Consultation, signed: SignedSummary): Consultation {
  const { content, commitment, call } = signed
  const { patientId, doctorId } = visit
  const { consultationId, completedAt, followUp } = content
  store.insertSummary(unit, patientId, content, commitment)
  unit.call({ kind: 'encounter-summary', id: consultationId, patientId }, commitment.commitment, call)
  store.saveProgress(unit, visit)
  unit.emit({ type: 'encounterCompleted', consultationId, patientId, doctorId, at: completedAt, followUp })
  return visit
}
