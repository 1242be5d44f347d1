-- The relay's tables. It knows tenants, devices, sizes and times; what devices wrote is ciphertext to it.
-- Instants are milliseconds since 1970; hashes and ids are text as the protocol has them.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE tenants (
  id              TEXT PRIMARY KEY,
  founded_at      BIGINT NOT NULL,
  epoch           BIGINT NOT NULL CHECK (epoch >= 1),
  recovery_key    TEXT NOT NULL UNIQUE,
  sealed_recovery TEXT NOT NULL,
  -- Founded with workstations that were at another relay before.
  is_moved        INTEGER NOT NULL DEFAULT 0
);

-- One row a tenant: whoever changes its log, its devices or its room writes it, so that cursors commit in their order.
-- The version counts those writes: who decided on an older one decides again.
CREATE TABLE tenant_logs (
  tenant       TEXT PRIMARY KEY REFERENCES tenants (id),
  cursor       BIGINT NOT NULL CHECK (cursor >= 0),
  stored_bytes BIGINT NOT NULL CHECK (stored_bytes >= 0),
  version      BIGINT NOT NULL
);

CREATE TABLE devices (
  tenant             TEXT NOT NULL REFERENCES tenants (id),
  device             TEXT NOT NULL,
  certificate        TEXT NOT NULL,
  signing_key        TEXT NOT NULL,
  is_administrator   BIGINT NOT NULL CHECK (is_administrator IN (0, 1)),
  recovery_signature TEXT,
  revocation         TEXT,
  PRIMARY KEY (tenant, device)
);

-- Where each device stands, and what it sent in the present hour.
CREATE TABLE device_heads (
  tenant       TEXT NOT NULL,
  device       TEXT NOT NULL,
  seq          BIGINT NOT NULL CHECK (seq >= 0),
  hash         TEXT NOT NULL,
  window_start BIGINT NOT NULL,
  window_bytes BIGINT NOT NULL,
  PRIMARY KEY (tenant, device),
  FOREIGN KEY (tenant, device) REFERENCES devices (tenant, device)
);

CREATE TABLE wrapped_keys (
  tenant    TEXT NOT NULL,
  device    TEXT NOT NULL,
  epoch     BIGINT NOT NULL,
  ephemeral TEXT NOT NULL,
  sealed    TEXT NOT NULL,
  PRIMARY KEY (tenant, device, epoch),
  FOREIGN KEY (tenant, device) REFERENCES devices (tenant, device)
);

CREATE TABLE enrollments (
  invite_id  TEXT PRIMARY KEY,
  tenant     TEXT NOT NULL REFERENCES tenants (id),
  expires_at BIGINT NOT NULL,
  -- Where the clinic is, sealed under the spoken code; null where the code says it itself.
  sealed     TEXT,
  request    TEXT,
  answer     TEXT
);
CREATE INDEX enrollments_of_tenant ON enrollments (tenant);

CREATE TABLE batches (
  tenant    TEXT NOT NULL REFERENCES tenants (id),
  cursor    BIGINT NOT NULL,
  device    TEXT NOT NULL,
  from_seq  BIGINT NOT NULL CHECK (from_seq >= 1),
  count     BIGINT NOT NULL CHECK (count >= 1),
  last_hash TEXT NOT NULL,
  bytes     BIGINT NOT NULL,
  pushed_at BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  PRIMARY KEY (tenant, cursor),
  UNIQUE (tenant, device, from_seq)
);

CREATE TABLE blobs (
  tenant      TEXT NOT NULL REFERENCES tenants (id),
  hash        TEXT NOT NULL,
  bytes       BIGINT NOT NULL,
  is_complete BIGINT NOT NULL CHECK (is_complete IN (0, 1)),
  touched_at  BIGINT NOT NULL,
  PRIMARY KEY (tenant, hash)
);

CREATE TABLE blob_chunks (
  tenant TEXT NOT NULL,
  hash   TEXT NOT NULL,
  place  BIGINT NOT NULL CHECK (place >= 0),
  bytes  BIGINT NOT NULL,
  body   BYTEA NOT NULL,
  PRIMARY KEY (tenant, hash, place),
  FOREIGN KEY (tenant, hash) REFERENCES blobs (tenant, hash) ON DELETE CASCADE
);

CREATE TABLE snapshots (
  tenant    TEXT NOT NULL,
  at_cursor BIGINT NOT NULL,
  blob      TEXT NOT NULL,
  head      TEXT NOT NULL,
  PRIMARY KEY (tenant, at_cursor),
  FOREIGN KEY (tenant, blob) REFERENCES blobs (tenant, hash)
);

-- A challenge is answered once.
CREATE TABLE spent_nonces (
  nonce      TEXT PRIMARY KEY,
  expires_at BIGINT NOT NULL
);

-- Ciphertext does not compress: PostgreSQL need not try.
ALTER TABLE batches ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE blob_chunks ALTER COLUMN body SET STORAGE EXTERNAL;
