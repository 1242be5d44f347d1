import * as z from 'zod'
import { query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { AuditEntry, AuditFilter } from './model.js'

export const audit = {
  listEntries: query('audit:read')
    .route({ method: 'GET', path: '/api/audit', summary: 'Who saw or changed what, newest first' })
    .input(z.strictObject({ ...AuditFilter.shape, ...pageInput }))
    .output(pageOf(AuditEntry)),
  exportEvents: query('audit:read')
    .route({
      method: 'GET',
      path: '/api/audit/export',
      summary: 'The same entries as FHIR R4 AuditEvents, oldest last; this is an entry of the log itself',
    })
    .input(
      z.strictObject({
        ...AuditFilter.shape,
        format: z.enum(['bundle', 'ndjson']).default('bundle'),
        limit: z.int().min(1).max(20_000).default(20_000),
        cursor: pageInput.cursor,
      }),
    )
    .output(
      z.object({
        mediaType: z.string(),
        text: z.string(),
        entries: z.int(),
        /** Where the next part begins; null where all is said. */
        nextCursor: z.string().nullable(),
      }),
    ),
  verifyChain: query('audit:read')
    .route({ method: 'POST', path: '/api/audit/verify', summary: 'Recompute the hash chain from its first entry' })
    .input(z.strictObject({}))
    .output(
      z.object({ isIntact: z.boolean(), entries: z.int(), firstBrokenSeq: z.int().nullable(), headHash: z.string() }),
    ),
}
