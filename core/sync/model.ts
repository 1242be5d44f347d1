import * as z from 'zod'
import { Instant } from '../kernel/instant.js'

/** What this device holds that no other has yet. */
export const SyncStatus = z.object({
  relay: z.enum(['not-configured', 'connected', 'unreachable']),
  deviceId: z.string(),
  waitingOps: z.int(),
  lastSyncedAt: Instant.nullable(),
})
export type SyncStatus = z.infer<typeof SyncStatus>
