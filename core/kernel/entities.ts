import * as z from 'zod'

/**
 * The kinds of record that leave this device in sync ops and that the audit log and the chain speak of: a closed list,
 * because no peer may ever name a table or a column.
 */
export const EntityKind = z.enum([
  'clinic',
  'staff',
  'patient',
  'allergy',
  'slot',
  'consultation',
  'vitals',
  'note',
  'diagnosis',
  'encounter-summary',
  'prescription',
  'prescription-cancellation',
  'product',
  'stock-batch',
  'stock-movement',
  'order',
  'order-event',
  'dispense',
  'plan',
  'coverage',
  'coverage-verification',
  'claim',
  'claim-event',
  'payment',
  'task',
])
export type EntityKind = z.infer<typeof EntityKind>

/** Kinds whose every version is proven on the chain by a commitment in the next batch. The rest is set-up data or derived. */
const anchoredKinds: ReadonlySet<EntityKind> = new Set<EntityKind>([
  'patient',
  'allergy',
  'consultation',
  'vitals',
  'note',
  'diagnosis',
  'encounter-summary',
  'prescription',
  'prescription-cancellation',
  'stock-movement',
  'order',
  'order-event',
  'dispense',
  'coverage',
  'coverage-verification',
  'claim',
  'claim-event',
  'payment',
  'task',
])

export const isAnchored = (kind: EntityKind): boolean => anchoredKinds.has(kind)
