import { type BlobKey, deleteBlob } from './blobs.js'
import type { RelayDatabase } from './database.js'
import { forgetRooms } from './rooms.js'

const dayMs = 24 * 60 * 60_000
/** An upload that nobody went on with for a week is given up. */
const unfinishedBlobMs = 7 * dayMs

/** Removes what is over: spent challenges, old invitations, uploads that were given up. Runs on any process, any time. */
export async function keepHouse(database: RelayDatabase, nowMs: number): Promise<void> {
  await database.transact(async (tx) => {
    await tx.run('DELETE FROM spent_nonces WHERE expires_at < $now', { now: nowMs })
    await forgetRooms(tx, nowMs)
    await tx.run('DELETE FROM enrollments WHERE expires_at < $limit', { limit: nowMs - dayMs })
  })
  const abandoned = await database.rows<BlobKey>(
    'SELECT tenant, hash FROM blobs WHERE is_complete = 0 AND touched_at < $limit',
    { limit: nowMs - unfinishedBlobMs },
  )
  for (const blob of abandoned) await database.transact((tx) => deleteBlob(tx, blob))
}
