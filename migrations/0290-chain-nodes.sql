-- Blockchain nodes of this workstation: the clinic's own chain, chains made here, consortiums' endpoints. Not records: they stay.
CREATE TABLE chain_nodes (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('own', 'process', 'consortium')),
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('provisioning', 'syncing', 'running', 'degraded', 'stopped', 'failed')),
  reason TEXT,
  chain_id INTEGER,
  genesis_hash TEXT,
  port INTEGER,
  accounts TEXT NOT NULL DEFAULT '[]',
  -- Whether it ever ran: what was never made is made anew when it is tried again, what was made is kept.
  is_made INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX chain_nodes_by_name ON chain_nodes (name COLLATE NOCASE);

-- Beside the nodes, so that nothing that reads a node reads these by the way.
CREATE TABLE chain_node_secrets (
  node_id TEXT PRIMARY KEY REFERENCES chain_nodes (id) ON DELETE CASCADE,
  -- The whole address: many services put a key into its path.
  endpoint TEXT,
  access_token TEXT
) STRICT;

CREATE TABLE chain_node_changes (
  n INTEGER PRIMARY KEY,
  node_id TEXT NOT NULL REFERENCES chain_nodes (id) ON DELETE CASCADE,
  status TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX chain_node_changes_by_node ON chain_node_changes (node_id, n);

INSERT INTO chain_nodes (id, kind, name, status, is_made, created_at, changed_at)
VALUES ('own-chain-of-the-desk0', 'own', 'This clinic’s own chain', 'syncing', 1,
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

-- Where the clinic anchors; while it moves there, also where it comes from.
CREATE TABLE chain_home (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  node_id TEXT NOT NULL REFERENCES chain_nodes (id),
  from_node_id TEXT REFERENCES chain_nodes (id),
  moving_since TEXT,
  CHECK ((from_node_id IS NULL) = (moving_since IS NULL))
) STRICT;
INSERT INTO chain_home (one, node_id) VALUES (1, 'own-chain-of-the-desk0');

-- On which node's chain a call or a batch stands.
ALTER TABLE chain_calls ADD COLUMN node_id TEXT;
UPDATE chain_calls SET node_id = 'own-chain-of-the-desk0' WHERE state = 'anchored';
ALTER TABLE chain_batches ADD COLUMN node_id TEXT NOT NULL DEFAULT 'own-chain-of-the-desk0';
-- A batch that nothing belongs to any more is deleted; without this, each deletion would read all commitments.
CREATE INDEX chain_commitments_by_batch ON chain_commitments (batch_n) WHERE batch_n IS NOT NULL;
