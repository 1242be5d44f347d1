import type { ConsultationId, OrderId, PatientId, StaffId } from './ids.js'
import type { Instant } from './instant.js'

/**
 * What one slice tells the others inside the transaction that made it true; `node/compose.ts` says who reacts.
 * A reaction writes its own slice's rows in the same transaction, so that the act and its consequences stand or fall together.
 */
export type DomainEvent =
  | {
      type: 'encounterCompleted'
      consultationId: ConsultationId
      patientId: PatientId
      doctorId: StaffId
      at: Instant
      followUp: { afterDays: number; reason: string } | null
    }
  | {
      type: 'orderDelivered'
      orderId: OrderId
      patientId: PatientId
      consultationId: ConsultationId | null
      at: Instant
    }
