import type { RouterClient } from '@orpc/server'
import type { StaffId } from '../../core/kernel/ids.js'
import type { Instant } from '../../core/kernel/instant.js'
import type { Ids } from '../../core/ports/clock.js'
import type { Journal } from '../../core/ports/journal.js'
import type { router } from '../router.js'

/** Every operation, in process, as one member of staff. */
export type Operations = RouterClient<typeof router>

/** What a demo is planted with: the clinic's own journal and operations, at a time that can be set. */
export interface DemoTools {
  /** What the journal and the operations take for now. */
  clock: { set(now: Instant): void }
  journal: Journal
  ids: Ids
  /** The workstation that the demo is planted on. */
  deviceId: string
  /** The member of staff with this login name of `demoClinic()`. */
  member(loginName: string): DemoMember
  /** Asks the payer about every claim that waits. */
  settle(): Promise<void>
}

export interface DemoMember {
  id: StaffId
  displayName: string
  operations: Operations
}
