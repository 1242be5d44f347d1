-- The relay through which this device syncs, one row or none.
CREATE TABLE sync_relay (
  only_one INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  url TEXT NOT NULL,
  -- SHA-256 of the certificate that the relay must show; null where certificate authorities vouch for it.
  fingerprint TEXT,
  relay_id TEXT NOT NULL,
  -- All batches of the tenant up to here are in the log. It never goes back.
  cursor INTEGER NOT NULL,
  -- This device's own ops up to here are acknowledged.
  acked_seq INTEGER NOT NULL,
  -- Heads that other devices said they saw were checked up to this op.
  checked_n INTEGER NOT NULL,
  last_synced_at TEXT,
  -- Whether the clinic was at another relay before: then what others send here again is no lie of the relay.
  is_moved INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The tenant's devices as their certificates were verified; a certificate that was seen once never goes away.
CREATE TABLE sync_devices (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  certificate TEXT NOT NULL,
  -- Signature of the recovery key, where it certified the device.
  recovery TEXT,
  revocation TEXT,
  -- Head of the newest batch that was verified: the device's signature over its whole log until then.
  batch_head TEXT
) STRICT;

-- Who let a workstation in, named it otherwise or removed it: records, as every workstation has them.
CREATE TABLE device_changes (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL,
  event TEXT NOT NULL,
  name TEXT NOT NULL,
  place TEXT,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL
) STRICT;
CREATE INDEX device_changes_by_device ON device_changes (device_id, at);

-- Batches that are well signed and cannot be read yet: a newer MediChain wrote them, or their epoch's key has not come.
CREATE TABLE sync_parked (
  cursor INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  reason TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

-- Heads that another device said it saw, and that the relay has not given to this one.
CREATE TABLE sync_expected_heads (
  device TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  said_by TEXT NOT NULL,
  PRIMARY KEY (device, seq, hash)
) STRICT;

-- What was refused, with its reason: kept so that it can be looked into, and never shown as a record.
CREATE TABLE sync_quarantine (
  n INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  device TEXT,
  detail TEXT NOT NULL,
  -- The first bytes of what was refused; null where nothing came.
  bytes BLOB,
  -- It was asked for again and came right: no longer listed, still kept.
  is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
  -- The same lie told again is one entry.
  digest TEXT NOT NULL UNIQUE
) STRICT;

-- Files that belong to records. Their bytes lie encrypted in chunks, as they travel; the key is in the record.
CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  patient_id TEXT,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,
  sealed_bytes INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  key TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  version INTEGER NOT NULL,
  -- What was attached in error stays, marked as such.
  retracted_at TEXT,
  retracted_by TEXT,
  retraction_reason TEXT
) STRICT;
CREATE INDEX attachments_by_record ON attachments (about_kind, about_id);
CREATE INDEX attachments_by_patient ON attachments (patient_id, added_at);
CREATE INDEX attachments_by_hash ON attachments (hash);

CREATE TABLE blob_chunks (
  hash TEXT NOT NULL,
  place INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (hash, place)
) STRICT;

-- Files whose bytes the relay does not have yet (`up`), or this device (`down`).
CREATE TABLE blob_transfers (
  hash TEXT PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('up', 'down'))
) STRICT;
