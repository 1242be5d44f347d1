-- What the clinic used, a line for each hour and resource of a workstation: hash-chained by workstation, and signed by it.
CREATE TABLE usage_lines (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  device TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hour TEXT NOT NULL,
  resource TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  source TEXT NOT NULL CHECK (source IN ('metered', 'reported')),
  sealed_at TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;
CREATE INDEX usage_lines_by_device ON usage_lines (device, seq);
CREATE INDEX usage_lines_by_hour ON usage_lines (hour, id, resource, quantity);

-- This workstation's own: what was metered of hours that are not over, and up to which hour its lines are written.
CREATE TABLE usage_pending (
  hour TEXT NOT NULL,
  resource TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (hour, resource)
) STRICT, WITHOUT ROWID;
CREATE TABLE usage_metered (
  only_one INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  until TEXT NOT NULL
) STRICT;

-- The meter counts an hour's calls, messages and transactions out of their own rows.
CREATE INDEX ops_metered ON ops (device, hlc, kind, record_id) WHERE kind IN ('visit-message', 'call-record');
CREATE INDEX chain_calls_by_time ON chain_calls (settled_at, tx_hash) WHERE state = 'anchored';
CREATE INDEX chain_batches_by_time ON chain_batches (anchored_at);
