import type { SqlcipherDatabase } from '../adapters/sqlcipher/database.js'
import { addMinutes, type Instant } from '../core/kernel/instant.js'
import { missedDays, type Printer, type Reading, readPrinters } from '../core/monitoring/rules.js'

const dayMinutes = 24 * 60

/** What this computer's printers say; which there are is kept, a row each and a time a day, so that one that goes is missed. */
export function lookAtPrinters(database: SqlcipherDatabase, present: readonly Printer[] | null, now: Instant): Reading {
  if (present === null) return { level: 'off', reason: 'Printers are known where MediChain has a window.' }
  const seen = new Map(
    database
      .rows<{ name: string; seenAt: Instant }>('SELECT name, seen_at AS seenAt FROM printers_seen')
      .map(({ name, seenAt }) => [name, seenAt]),
  )
  const isNews = ({ name }: Printer) => (seen.get(name) ?? '') < addMinutes(now, -dayMinutes)
  const oldest = addMinutes(now, -missedDays * dayMinutes)
  const news = present.filter(isNews)
  if (news.length > 0)
    database.transact((db) => {
      db.run('DELETE FROM printers_seen WHERE seen_at < $oldest', { oldest })
      for (const { name } of news)
        db.run(
          'INSERT INTO printers_seen (name, seen_at) VALUES ($name, $now) ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at',
          { name, now },
        )
    })
  return readPrinters(
    present,
    [...seen].flatMap(([name, seenAt]) => (seenAt >= oldest ? [name] : [])),
  )
}
