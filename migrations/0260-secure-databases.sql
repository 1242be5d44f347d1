-- Secure databases of this workstation: files beside the records, each under a key of its own. Not records: they stay here.
-- The keys, wrapped by the tenant's, stand in files of their own, so that one can be destroyed for good.
CREATE TABLE secure_databases (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('encrypting', 'ready', 'suspended', 'rotating', 'failed', 'shredded')),
  reason TEXT,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  rotated_at TEXT,
  checked_at TEXT,
  is_intact INTEGER
) STRICT;
CREATE UNIQUE INDEX secure_databases_by_name ON secure_databases (name COLLATE NOCASE) WHERE status <> 'shredded';
CREATE TABLE secure_database_sizes (
  database_id TEXT NOT NULL REFERENCES secure_databases (id),
  day TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (database_id, day)
) STRICT;
CREATE TABLE secure_database_backups (
  id TEXT PRIMARY KEY,
  database_id TEXT NOT NULL REFERENCES secure_databases (id),
  made_at TEXT NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX secure_database_backups_by_database ON secure_database_backups (database_id, made_at);
