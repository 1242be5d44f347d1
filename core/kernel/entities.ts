import * as z from 'zod'

/**
 * The kinds of record that leave this device in sync ops and that the audit log and the chain speak of: a closed list,
 * because no peer may ever name a table or a column.
 */
export const EntityKind = z.enum([
  'clinic',
  'staff',
  'credential',
  'doctor',
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
  'stock-takeover',
  'order',
  'order-event',
  'order-request',
  'dispense',
  'plan',
  'payer-connection',
  'coverage',
  'coverage-verification',
  'claim',
  'claim-event',
  'benefit-use',
  'payment',
  'task',
  'call-room',
  'call-record',
  'visit-message',
  'emergency-access',
  'patient-mark',
  'record-export',
  'anomaly',
  'usage-line',
  'rate-card',
  'invoice',
  'invoice-entry',
  // What devices say to each other beside records.
  'attachment',
  'chain-call',
  'device-heads',
  'device-change',
  'conflict-decision',
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
  'stock-takeover',
  'order',
  'order-event',
  'dispense',
  'coverage',
  'coverage-verification',
  'claim',
  'claim-event',
  'benefit-use',
  'payment',
  'task',
  'call-record',
  'visit-message',
  'emergency-access',
  'patient-mark',
  'record-export',
  'anomaly',
  'invoice',
  'invoice-entry',
  'conflict-decision',
])

/** Whether the chain keeps a fingerprint of records of this kind. */
export const isAnchored = (kind: EntityKind): boolean => anchoredKinds.has(kind)

/**
 * How versions that were made apart come together (docs/adr/0008): `append` cannot conflict, `fields` lets the last writer of
 * each field win, `versions` lets all stand and asks a person.
 */
export type MergePolicy = 'append' | 'fields' | 'versions'

const mergedByFields: ReadonlySet<EntityKind> = new Set<EntityKind>([
  'clinic',
  'staff',
  'credential',
  'doctor',
  'patient',
  'product',
  'plan',
  'payer-connection',
  'coverage',
  'task',
  'attachment',
  'emergency-access',
  'patient-mark',
  'anomaly',
  'rate-card',
  'invoice',
])

const mergedByPeople: ReadonlySet<EntityKind> = new Set<EntityKind>([
  'allergy',
  'consultation',
  'encounter-summary',
  'order',
  'claim',
])

/** How versions of a record that were written apart become one. */
export const mergePolicyOf = (kind: EntityKind): MergePolicy =>
  mergedByFields.has(kind) ? 'fields' : mergedByPeople.has(kind) ? 'versions' : 'append'
