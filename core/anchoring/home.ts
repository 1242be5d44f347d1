import type { Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'

/** Where the clinic anchors; while it moves there, also where it comes from. */
export interface ChainHome {
  nodeId: string
  fromId: string | null
  since: Instant | null
}

export function readHome(db: Reader): ChainHome {
  const home = db.row<ChainHome>(
    'SELECT node_id AS nodeId, from_node_id AS fromId, moving_since AS since FROM chain_home',
  )
  if (!home) throw new Error('The file does not say where the clinic anchors.')
  return home
}

/** From now on everything goes to the other node. A move that is turned back is a move to where it came from. */
export function beginMove(db: Writer, toId: string, now: Instant): void {
  db.run('UPDATE chain_home SET from_node_id = node_id, node_id = $toId, moving_since = $now', { toId, now })
}

/** Ends the move where nothing stands on another node's chain any more; what is new meanwhile waits as it always does. */
export function finishMove(db: Writer): boolean {
  const { nodeId, fromId } = readHome(db)
  if (fromId === null || isAnythingElsewhere(db, nodeId)) return false
  db.run('UPDATE chain_home SET from_node_id = NULL, moving_since = NULL')
  return true
}

const isAnythingElsewhere = (db: Reader, nodeId: string): boolean =>
  db.row(
    `SELECT 1 FROM chain_calls WHERE state = 'anchored' AND node_id <> $nodeId
      UNION ALL SELECT 1 FROM chain_batches WHERE node_id <> $nodeId LIMIT 1`,
    { nodeId },
  ) !== undefined

/** How much of all that is to be anchored stands on this node's chain; what a contract refused is not counted. */
export function readProgress(db: Reader, nodeId: string): { anchored: number; total: number } {
  return (
    db.row(
      `SELECT (SELECT count(*) FROM chain_calls WHERE state = 'anchored' AND node_id = $nodeId)
            + (SELECT count(*) FROM chain_batches b JOIN chain_commitments c ON c.batch_n = b.n WHERE b.node_id = $nodeId)
              AS anchored,
              (SELECT count(*) FROM chain_calls WHERE state <> 'refused') + (SELECT count(*) FROM chain_commitments) AS total`,
      { nodeId },
    ) ?? { anchored: 0, total: 0 }
  )
}
