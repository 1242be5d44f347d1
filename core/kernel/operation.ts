import { oc } from '@orpc/contract'
import * as z from 'zod'
import { PatientId } from './ids.js'
import type { Permission, RecordPart } from './roles.js'

/** What the dispatcher needs to know of an operation besides its schemas. */
export interface OperationMeta {
  /** A query never changes a record; its own audit entry is all that it writes. */
  kind: 'query' | 'command'
  permission: Permission
  /** Whether the answer may show a patient's record: then an audit entry is committed with it, or it is a bug. */
  disclosesPatient: boolean
  /**
   * The part of a patient's record that it shows or writes, where that is open only to those whose work is with every patient and to
   * those who care for this one; null where it is open to everybody who holds the permission.
   */
  care: RecordPart | null
  /** A command that a suspended clinic still carries out: to leave, to export, to resume. Queries all are. */
  worksSuspended: boolean
  /** Other `METHOD /path` forms under which the HTTP door serves it (the seed documents use both). */
  aliases: readonly string[]
}

/** The field that needs attention, and what to do about it. */
export const FieldProblem = z.object({ path: z.string(), message: z.string() })
export type FieldProblem = z.infer<typeof FieldProblem>

/** Refusals that any operation may give. Each says what happened, what was kept and what to do. */
const common = {
  BAD_REQUEST: {
    status: 400,
    message: 'Some fields need attention. Nothing was changed.',
    data: z.object({ fields: z.array(FieldProblem) }),
  },
  UNAUTHORIZED: { status: 401, message: 'Sign in to go on. Everything that was saved is safe.' },
  FORBIDDEN: { status: 403, message: 'Your role does not include this. Ask somebody whose role does.' },
  NO_CARE_RELATION: {
    status: 403,
    message:
      'You do not care for this patient. Nothing was shown or changed. In an emergency, open the record for one hour on the patient’s page, with a reason.',
    data: z.object({ patientId: PatientId }),
  },
  TENANT_SUSPENDED: {
    status: 423,
    message:
      'This clinic is suspended. Nothing was changed. Reading and exporting go on; an administrator can resume it in Settings.',
    data: z.object({ reason: z.string() }),
  },
  STORAGE_FULL: {
    status: 507,
    message: 'The disk of this computer is full. Nothing was changed. Free some space, then try again.',
  },
  RECORDS_DAMAGED: {
    status: 500,
    message:
      'A part of the records file cannot be read. Nothing was changed. Stop working here and restore the last backup.',
  },
  DEFECT: {
    status: 500,
    message: 'Something went wrong in MediChain. Nothing was changed. Try again, and quote the reference if it stays.',
    data: z.object({ reference: z.string() }),
  },
} as const

const plain = { disclosesPatient: false, care: null, worksSuspended: false, aliases: [] }

const base = oc.$meta<OperationMeta>({ kind: 'query', permission: 'signed-in', ...plain }).errors(common)

type Extras = Partial<Pick<OperationMeta, 'disclosesPatient' | 'care' | 'aliases'>>
type CommandExtras = Extras & Partial<Pick<OperationMeta, 'worksSuspended'>>

/** Reads; never writes anything but its own audit entry. */
export const query = (permission: Permission, extras: Extras = {}) =>
  base.meta({ kind: 'query', permission, ...plain, ...extras })

/** Changes records: runs in one transaction with its audit entry, sync op and chain outbox entry. */
export const command = (permission: Permission, extras: CommandExtras = {}) =>
  base.meta({ kind: 'command', permission, ...plain, ...extras })
