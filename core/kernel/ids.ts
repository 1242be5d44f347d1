import * as z from 'zod'

/**
 * Every record has an id of 22 letters of base64url, eight of time and fourteen of chance, so that two workstations that are
 * offline never give the same one.
 * The ids of all slices stand here, because slices refer to each other's records by id alone.
 */
const id = () => z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'This is not an id of MediChain.')

export const AnyId = id()
export const PatientId = id().brand('PatientId')
export type PatientId = z.infer<typeof PatientId>
export const StaffId = id().brand('StaffId')
export type StaffId = z.infer<typeof StaffId>
export const SlotId = id().brand('SlotId')
export type SlotId = z.infer<typeof SlotId>
/** A consultation is the visit: the eight steps of the journey hang on it. */
export const ConsultationId = id().brand('ConsultationId')
export type ConsultationId = z.infer<typeof ConsultationId>
export const CoverageId = id().brand('CoverageId')
export type CoverageId = z.infer<typeof CoverageId>
export const VerificationId = id().brand('VerificationId')
export type VerificationId = z.infer<typeof VerificationId>
export const ClaimId = id().brand('ClaimId')
export type ClaimId = z.infer<typeof ClaimId>
export const PaymentId = id().brand('PaymentId')
export type PaymentId = z.infer<typeof PaymentId>
export const PrescriptionId = id().brand('PrescriptionId')
export type PrescriptionId = z.infer<typeof PrescriptionId>
export const ProductId = id().brand('ProductId')
export type ProductId = z.infer<typeof ProductId>
export const BatchId = id().brand('BatchId')
export type BatchId = z.infer<typeof BatchId>
export const OrderId = id().brand('OrderId')
export type OrderId = z.infer<typeof OrderId>
export const TaskId = id().brand('TaskId')
export type TaskId = z.infer<typeof TaskId>
