import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'

/** What a subscriber hears: that something changed, never what it says; whoever may read it asks for it. */
export const WorkstationEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changed'), kinds: z.array(EntityKind) }),
  z.object({ type: z.literal('chain') }),
  z.object({ type: z.literal('sync') }),
  z.object({ type: z.literal('health') }),
])
export type WorkstationEvent = z.infer<typeof WorkstationEvent>
