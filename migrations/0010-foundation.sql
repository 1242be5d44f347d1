-- The clinic of this file, one row.
CREATE TABLE clinic (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  jurisdiction TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  currency TEXT NOT NULL,
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  auto_lock_minutes INTEGER NOT NULL,
  -- JSON: why, since when and by whom; null while the clinic works.
  suspension TEXT,
  accent TEXT,
  -- A PNG in base64.
  logo TEXT,
  version INTEGER NOT NULL,
  only_one INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK (only_one = 1)
) STRICT;

-- Secrets: those of the tenant, which all its devices share (epoch keys, pseudonym secret, chain operator key, deployment
-- salt), and this device's own keys, which never leave the file.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  login_name TEXT NOT NULL,
  roles TEXT NOT NULL,
  chain_address TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  version INTEGER NOT NULL
) STRICT;

-- Not unique: two administrators who are apart may give one name twice. Each by itself refuses the second.
CREATE INDEX staff_by_login_name ON staff (login_name);

-- What lets somebody sign in on every device: the seed of their keys, sealed under their passphrase. One value, because two
-- changes made apart must not mix. No reference to staff: a person may arrive after their credential.
CREATE TABLE credentials (
  staff_id TEXT PRIMARY KEY,
  credential TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;

-- Who saw or did what: each entry holds the hash of the one before.
CREATE TABLE audit_entries (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  door TEXT NOT NULL,
  subjects TEXT NOT NULL,
  prev_hash BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_entries_refused ON audit_entries (seq) WHERE outcome = 'refused';

-- Whom audit entries concern and on which UTC days they fell, so that neither needs all of them read. Both are made of the
-- entries' own words when nobody waits: a page of fifty people would be fifty more pages to write before it is shown.
CREATE TABLE audit_patient_index (
  patient_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (patient_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_day_index (
  day TEXT PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to which entry they are made, one row.
CREATE TABLE audit_indexed (
  only_one INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  seq INTEGER NOT NULL
) STRICT;
INSERT INTO audit_indexed (seq) VALUES (0);

-- Whom each entry concerns: what is indexed, and the few entries since.
CREATE VIEW audit_patients (patient_id, seq) AS
  SELECT patient_id, seq FROM audit_patient_index
  UNION
  SELECT s.value ->> 'patientId', e.seq FROM audit_entries e, json_each(e.subjects) s
   WHERE e.seq > (SELECT seq FROM audit_indexed) AND s.value ->> 'patientId' IS NOT NULL;

-- All ops that this device knows, its own and those that others sent, in the order of their arrival: header in clear, body
-- sealed, hash-chained per device. Kind, record and basis are copied out of the body, so that a record's ops and those that
-- nothing is on top of are found.
CREATE TABLE ops (
  n INTEGER PRIMARY KEY,
  op_id TEXT NOT NULL UNIQUE,
  device TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hlc TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  author_id TEXT NOT NULL,
  -- JSON: the ops that this one is on top of.
  basis TEXT NOT NULL,
  header TEXT NOT NULL,
  body BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (device, seq)
) STRICT;
CREATE INDEX ops_by_record ON ops (kind, record_id);

-- Records that were received and refer to records that were not yet: they get their rows when those have come.
CREATE TABLE waiting_records (
  kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY (kind, record_id)
) STRICT, WITHOUT ROWID;

-- What must reach the chain: a commitment for each version of an anchored record, sent in Merkle batches. Its number is that of
-- the op that carries the committed content, by which it is also found.
CREATE TABLE chain_commitments (
  n INTEGER PRIMARY KEY REFERENCES ops (n),
  kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  patient_id TEXT,
  salt BLOB NOT NULL,
  content_hash BLOB NOT NULL,
  commitment BLOB NOT NULL,
  created_at TEXT NOT NULL,
  batch_n INTEGER REFERENCES chain_batches (n),
  leaf_index INTEGER,
  merkle_path TEXT
) STRICT;
CREATE INDEX chain_commitments_waiting ON chain_commitments (n) WHERE batch_n IS NULL;

CREATE TABLE chain_batches (
  n INTEGER PRIMARY KEY,
  root BLOB NOT NULL UNIQUE,
  leaf_count INTEGER NOT NULL,
  tx_hash TEXT NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash TEXT NOT NULL,
  network TEXT NOT NULL CHECK (network IN ('local', 'consortium')),
  anchored_at TEXT NOT NULL
) STRICT;

-- Calls of our contracts, sent one after another in this order; `call` holds commitments and pseudonyms alone.
CREATE TABLE chain_calls (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  fn TEXT NOT NULL,
  commitment TEXT NOT NULL,
  call TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'anchored', 'refused')),
  tx_hash TEXT,
  block_number INTEGER,
  block_hash TEXT,
  network TEXT CHECK (network IN ('local', 'consortium')),
  on_chain_id TEXT,
  problem TEXT,
  created_at TEXT NOT NULL,
  settled_at TEXT
) STRICT;
CREATE INDEX chain_calls_waiting ON chain_calls (n) WHERE state = 'waiting';
CREATE INDEX chain_calls_by_record ON chain_calls (kind, record_id);
