import type { Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'
import type { ChainNodeChange, ChainNodeKind, ChainNodeStatus } from './model.js'
import type { Judgment } from './rules.js'

/** A node as it stands in the file; what the last look found is not kept. */
export interface NodeRow {
  id: string
  kind: ChainNodeKind
  name: string
  status: ChainNodeStatus
  reason: string | null
  chainId: number | null
  genesisHash: string | null
  port: number | null
  accounts: string[]
  isMade: boolean
  createdAt: Instant
  changedAt: Instant
}

export interface NodeSecrets {
  endpoint: string | null
  accessToken: string | null
}

type Stored = Omit<NodeRow, 'accounts' | 'isMade'> & { accounts: string; isMade: number }

const columns = `id, kind, name, status, reason, chain_id AS chainId, genesis_hash AS genesisHash, port, accounts,
  is_made AS isMade, created_at AS createdAt, changed_at AS changedAt`

const asRow = (row: Stored): NodeRow => ({
  ...row,
  accounts: JSON.parse(row.accounts) as string[],
  isMade: row.isMade === 1,
})

/** The clinic's own chain first, then the oldest. */
export const readNodes = (db: Reader): NodeRow[] =>
  db.rows<Stored>(`SELECT ${columns} FROM chain_nodes ORDER BY kind = 'own' DESC, created_at, id`).map(asRow)

export function readNode(db: Reader, id: string): NodeRow | undefined {
  const row = db.row<Stored>(`SELECT ${columns} FROM chain_nodes WHERE id = $id`, { id })
  return row && asRow(row)
}

/** What is never shown; nothing where the node has none. */
export const readNodeSecrets = (db: Reader, id: string): NodeSecrets =>
  db.row('SELECT endpoint, access_token AS accessToken FROM chain_node_secrets WHERE node_id = $id', { id }) ?? {
    endpoint: null,
    accessToken: null,
  }

export const readChanges = (db: Reader, id: string, limit: number): ChainNodeChange[] =>
  db.rows('SELECT status, reason, at FROM chain_node_changes WHERE node_id = $id ORDER BY n DESC LIMIT $limit', {
    id,
    limit,
  })

/** False where the name is taken; then nothing was written. */
export function insertNode(
  db: Writer,
  node: Pick<NodeRow, 'id' | 'kind' | 'name' | 'chainId' | 'port' | 'accounts'>,
  { endpoint, accessToken }: NodeSecrets,
  now: Instant,
): boolean {
  const { id, kind, name, chainId, port } = node
  const { changes } = db.run(
    `INSERT INTO chain_nodes (id, kind, name, status, chain_id, port, accounts, created_at, changed_at)
     VALUES ($id, $kind, $name, 'provisioning', $chainId, $port, $accounts, $now, $now) ON CONFLICT DO NOTHING`,
    { id, kind, name, chainId, port, now, accounts: JSON.stringify(node.accounts) },
  )
  if (changes === 0) return false
  db.run('INSERT INTO chain_node_secrets (node_id, endpoint, access_token) VALUES ($id, $endpoint, $accessToken)', {
    ...{ id, endpoint, accessToken },
  })
  addChange(db, id, { status: 'provisioning', reason: null }, now)
  return true
}

export function saveStatus(db: Writer, id: string, { status, reason }: Judgment, now: Instant): void {
  db.run('UPDATE chain_nodes SET status = $status, reason = $reason, changed_at = $now WHERE id = $id', {
    ...{ id, status, reason, now },
  })
  addChange(db, id, { status, reason }, now)
}

const changesKept = 200

function addChange(db: Writer, id: string, { status, reason }: Judgment, now: Instant): void {
  db.run('INSERT INTO chain_node_changes (node_id, status, reason, at) VALUES ($id, $status, $reason, $now)', {
    ...{ id, status, reason, now },
  })
  db.run(
    `DELETE FROM chain_node_changes WHERE node_id = $id AND n <= (
       SELECT n FROM chain_node_changes WHERE node_id = $id ORDER BY n DESC LIMIT 1 OFFSET ${changesKept})`,
    { id },
  )
}

/** The first block of the chain that a node was found on; from then on it counts as made. */
export function saveFound(db: Writer, id: string, genesisHash: string): void {
  db.run('UPDATE chain_nodes SET is_made = 1, genesis_hash = $genesisHash WHERE id = $id', { id, genesisHash })
}

/** The port that a process was given where it took any: it keeps it, because others know it by then. */
export function savePort(db: Writer, id: string, port: number): void {
  db.run('UPDATE chain_nodes SET port = $port WHERE id = $id', { id, port })
}

/** What was begun is gone again. */
export function saveUnmade(db: Writer, id: string): void {
  db.run('UPDATE chain_nodes SET is_made = 0, genesis_hash = NULL WHERE id = $id', { id })
}

/** With its credential and its history. */
export function deleteNode(db: Writer, id: string): void {
  db.run('DELETE FROM chain_nodes WHERE id = $id', { id })
}
