import * as z from 'zod'
import { PatientId, StaffId } from '../kernel/ids.js'
import { CalendarDate } from '../kernel/instant.js'
import { query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { AuditEntry } from './model.js'

export const audit = {
  listEntries: query('audit:read')
    .route({ method: 'GET', path: '/api/audit', summary: 'Who saw or changed what, newest first' })
    .input(
      z.strictObject({
        patientId: PatientId.optional(),
        actorId: StaffId.optional(),
        day: CalendarDate.optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(AuditEntry)),
  verifyChain: query('audit:read')
    .route({ method: 'POST', path: '/api/audit/verify', summary: 'Recompute the hash chain from its first entry' })
    .input(z.strictObject({}))
    .output(
      z.object({ isIntact: z.boolean(), entries: z.int(), firstBrokenSeq: z.int().nullable(), headHash: z.string() }),
    ),
}
