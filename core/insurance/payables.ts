import type { Payable } from '../billing/model.js'
import type { ConsultationId, PatientId } from '../kernel/ids.js'
import { type CalendarDate, dayOf, type Instant } from '../kernel/instant.js'
import type { OrderLine, OrderState } from '../pharmacy/model.js'
import type { Reader } from '../ports/database.js'
import { readConsultation, readVisitKind } from '../scheduling/reads.js'
import type { ServiceLine } from './model.js'

/** A visit or an order as a payer looks at it. */
export interface Service {
  payable: Payable
  patientId: PatientId
  consultationId: ConsultationId | null
  lines: ServiceLine[]
  currency: string
  /** The day that decides about membership and benefit year, in the clinic's zone: of the visit, or on which was ordered. */
  onDay: CalendarDate
  /** Whether the visit has ended or the order was handed over: only then is it claimed. */
  isRendered: boolean
}

export function readService(db: Reader, payable: Payable, timeZone: string): Service | undefined {
  return payable.kind === 'consultation' ? visit(db, payable, timeZone) : order(db, payable, timeZone)
}

/** A visit, by video or in person, counts as an office visit or as one to a specialist, as the doctor's profile says. */
function visit(db: Reader, payable: Extract<Payable, { kind: 'consultation' }>, timeZone: string): Service | undefined {
  const consultation = readConsultation(db, payable.id)
  if (!consultation) return undefined
  const isSpecialist = readVisitKind(db, consultation.doctorId) === 'specialist'
  return {
    payable,
    patientId: consultation.patientId,
    consultationId: consultation.id,
    lines: [
      {
        category: isSpecialist ? 'specialist-visit' : 'office-visit',
        description: isSpecialist ? 'Visit to a specialist' : 'Office visit',
        amountMinor: consultation.feeMinor,
      },
    ],
    currency: consultation.currency,
    onDay: dayOf(consultation.startsAt, timeZone),
    isRendered: consultation.state === 'completed',
  }
}

function order(db: Reader, payable: Extract<Payable, { kind: 'order' }>, timeZone: string): Service | undefined {
  const row = db.row<{
    patientId: PatientId
    consultationId: ConsultationId | null
    lines: string
    currency: string
    state: OrderState
    placedAt: Instant
  }>(
    `SELECT patient_id AS patientId, consultation_id AS consultationId, lines, currency, state, placed_at AS placedAt
       FROM orders WHERE id = $id`,
    { id: payable.id },
  )
  if (!row) return undefined
  const lines = JSON.parse(row.lines) as OrderLine[]
  return {
    payable,
    patientId: row.patientId,
    consultationId: row.consultationId,
    lines: lines.map((line) => ({
      category: line.isBrand ? 'brand-medicine' : 'generic-medicine',
      description: `${line.quantity} × ${line.name}`,
      amountMinor: line.totalMinor,
    })),
    currency: row.currency,
    onDay: dayOf(row.placedAt, timeZone),
    isRendered: row.state === 'delivered',
  }
}
