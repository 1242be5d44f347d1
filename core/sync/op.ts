import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'
import { PatientId } from '../kernel/ids.js'

/** What an op's sealed body says. Kinds are a closed list: no peer ever names a table or a column. */
export const OpBody = z.strictObject({
  kind: EntityKind,
  id: z.string().min(1).max(60),
  patientId: PatientId.nullable(),
  version: z.int().min(1),
  author: z.strictObject({ id: z.string().max(60), name: z.string().max(200) }),
  at: z.iso.datetime({ precision: 3 }),
  /** The record's heads as its author had them. */
  basis: z.array(z.string().max(30)).max(100),
  /** The fields that an edit changed; null where it says all of the record. */
  fields: z.array(z.string().max(60)).max(200).nullable(),
  /** The salt of the commitment to this version, so that every device commits to the same. */
  salt: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .nullable(),
  body: z.record(z.string(), z.json()),
})
export type OpBody = z.infer<typeof OpBody>
