import * as z from 'zod'

/** Every list is read in pages: `cursor` is what the page before gave as `nextCursor`, opaque to the caller. */
export const pageInput = { limit: z.int().min(1).max(500).default(50), cursor: z.string().max(200).optional() }

/** A page of items, with the cursor of the next one or null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** The page from rows that were asked for with a limit one higher than the page's. */
export function toPage<T>(rows: T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}
