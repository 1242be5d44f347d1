import * as z from 'zod'
import { Instant } from '../kernel/instant.js'

/** What this workstation lives on. */
export const ServiceName = z.enum([
  'database',
  'disk',
  'clock',
  'chain',
  'sync',
  'relay',
  'payer',
  'certificate',
  'printer',
])
export type ServiceName = z.infer<typeof ServiceName>

/** `off`: not wanted here. `degraded`: works, or will again by itself; `failed`: somebody has to do something. */
export const Level = z.enum(['off', 'running', 'degraded', 'failed'])
export type Level = z.infer<typeof Level>

export const ServiceChange = z.object({ level: Level, reason: z.string().nullable(), at: Instant })
export type ServiceChange = z.infer<typeof ServiceChange>

export const ServiceStatus = z.object({
  service: ServiceName,
  level: Level,
  /** What is the matter, in a sentence. */
  reason: z.string().nullable(),
  /** What to do about it, where there is something to do. */
  advice: z.string().nullable(),
  since: Instant,
  /** The last changes, newest first. */
  history: z.array(ServiceChange),
})
export type ServiceStatus = z.infer<typeof ServiceStatus>

export const MonitoringStatus = z.object({ checkedAt: Instant, services: z.array(ServiceStatus) })
export type MonitoringStatus = z.infer<typeof MonitoringStatus>
