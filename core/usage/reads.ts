import type { Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { UsageResource, UsageTotal } from './model.js'

interface Stretch {
  from: Instant
  until: Instant
}

/** What was used of each resource in a stretch of hours, by all workstations whose lines have come. */
export const readUsageTotals = (db: Reader, { from, until }: Stretch): UsageTotal[] =>
  db.rows<UsageTotal>(
    `SELECT resource, sum(quantity) AS quantity, count(*) AS lines FROM usage_lines
      WHERE hour >= $from AND hour < $until GROUP BY resource ORDER BY resource`,
    { from, until },
  )

/** What one workstation metered in a stretch of hours, by hour. */
export const readUsageOf = (db: Reader, device: string, { from, until }: Stretch) =>
  db.rows<{ hour: Instant; resource: UsageResource; quantity: number }>(
    `SELECT hour, resource, sum(quantity) AS quantity FROM usage_lines
      WHERE hour >= $from AND hour < $until AND device = $device AND source = 'metered' GROUP BY hour, resource`,
    { device, from, until },
  )
