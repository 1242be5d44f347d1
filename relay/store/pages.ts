import { encodePage, maximumLivePageBytes, type PagedBatch, pagedBatchOverhead } from '../../adapters/oplog/page.js'
import { batchesInPage } from '../sync/rules.js'
import type { Reader } from './database.js'

/** Rows whose sizes are looked at for one answer. */
const rowsPerPage = 4_096
/** What is read from the database at once while a page is sent: 64 devices that catch up together hold as many of these. */
const bytesPerRead = 131_072

export interface Page {
  /** The batches of the answer, in their order. */
  readonly places: readonly { readonly cursor: number; readonly bytes: number }[]
  /** The tenant's newest cursor. */
  readonly cursor: number
  /** Everything that was asked for, up to this cursor, is in the answer. */
  readonly reached: number
}

/**
 * Which batches after a cursor make an answer.
 * @param except a device whose batches are left out, because it has them.
 */
export async function readPage(
  database: Reader,
  tenant: string,
  after: number,
  maximumBytes: number,
  except: string | null,
): Promise<Page> {
  // The cursor is read first: what commits in between is found by the next question.
  const cursor = await readCursor(database, tenant)
  const found = await database.rows<{ cursor: number; bytes: number }>(
    `SELECT cursor, bytes FROM batches
     WHERE tenant = $tenant AND cursor > $after AND cursor <= $cursor AND device <> $except
     ORDER BY cursor LIMIT ${rowsPerPage}`,
    { tenant, after, cursor, except: except ?? '' },
  )
  const count = batchesInPage(found.map(pagedBytes), maximumBytes)
  const places = found.slice(0, count)
  const isAll = count === found.length && found.length < rowsPerPage
  return { places, cursor, reached: isAll ? cursor : (places.at(-1)?.cursor ?? cursor) }
}

/**
 * The bytes of a page, a small part at a time, so that many devices can catch up at once in little memory. Batches are never
 * changed or removed, so that reading them one after the other is reading them at once.
 */
export async function* readPageBytes(
  database: Reader,
  tenant: string,
  places: Page['places'],
  except: string | null,
): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < places.length; ) {
    const some = places.slice(start, start + batchesInPage(places.slice(start).map(pagedBytes), bytesPerRead))
    const entries = await database.rows<{ cursor: number; batch: Uint8Array }>(
      `SELECT cursor, body AS batch FROM batches
       WHERE tenant = $tenant AND cursor >= $first AND cursor <= $last AND device <> $except ORDER BY cursor`,
      { tenant, first: some[0]?.cursor ?? 0, last: some.at(-1)?.cursor ?? 0, except: except ?? '' },
    )
    yield encodePage(entries)
    start += some.length
  }
}

/** So many batches go on a live line at once. */
const few = 8

/** All batches between two cursors, where they are few and small; undefined where they are not. */
export async function readFew(
  database: Reader,
  tenant: string,
  after: number,
  cursor: number,
): Promise<PagedBatch[] | undefined> {
  if (cursor - after > few) return undefined
  const batches = await database.rows<PagedBatch>(
    `SELECT cursor, body AS batch FROM batches
     WHERE tenant = $tenant AND cursor > $after AND cursor <= $cursor AND bytes <= ${maximumLivePageBytes / 4} ORDER BY cursor`,
    { tenant, after, cursor },
  )
  const bytes = batches.reduce((sum, { batch }) => sum + batch.length + pagedBatchOverhead, 0)
  return batches.length === cursor - after && bytes <= maximumLivePageBytes ? batches : undefined
}

const pagedBytes = ({ bytes }: { bytes: number }): number => bytes + pagedBatchOverhead

export async function readCursor(database: Reader, tenant: string): Promise<number> {
  const row = await database.row<{ cursor: number }>('SELECT cursor FROM tenant_logs WHERE tenant = $tenant', {
    tenant,
  })
  return row?.cursor ?? 0
}
