import type { ClaimId, ConsultationId, CoverageId, OrderId, PatientId, StaffId } from './ids.js'
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
  /** Insurance verifies the order at once against the coverage, where one is named. */
  | { type: 'orderPlaced'; orderId: OrderId; patientId: PatientId; coverageId: CoverageId | null; at: Instant }
  /** The workstation that keeps the stock did not give it; `reason` is a sentence. */
  | {
      type: 'orderDeclined'
      orderId: OrderId
      orderCode: string
      patientId: PatientId
      consultationId: ConsultationId | null
      askedBy: StaffId
      reason: string
      at: Instant
    }
  | {
      type: 'orderDelivered'
      orderId: OrderId
      patientId: PatientId
      consultationId: ConsultationId | null
      at: Instant
    }
  | {
      type: 'claimDenied'
      claimId: ClaimId
      claimCode: string
      patientId: PatientId
      consultationId: ConsultationId | null
      reason: string
      at: Instant
    }
  /** A person decided which fill of a prescription stands, and this other order has left the counter already. */
  | {
      type: 'fillTooMany'
      orderCode: string
      prescriptionId: string
      patientId: PatientId
      consultationId: ConsultationId | null
      at: Instant
    }
  /** A contract refused what a record asked of it; `reason` is the contract's own error, such as `AlreadyFilled`. */
  | {
      type: 'chainRefused'
      /** The same call waits on every workstation, each with a chain of its own. */
      callId: string
      fn: string
      reason: string
      patientId: PatientId | null
      consultationId: ConsultationId | null
      at: Instant
    }
