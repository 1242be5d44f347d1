-- What a person must decide, as this device found it in the records that it knows: derived, so it is never sent.
CREATE TABLE conflicts (
  -- Says what is in conflict, so that every device names it the same.
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  patient_id TEXT,
  -- JSON: what stands against each other, sorted.
  sides TEXT NOT NULL,
  -- Whether it is still so, and no decision covers it.
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  found_at TEXT NOT NULL
) STRICT;
CREATE INDEX conflicts_open ON conflicts (found_at, id) WHERE is_open = 1;
CREATE INDEX conflicts_by_time ON conflicts (found_at, id);

-- Decisions of people. Two who decided apart are both here; the last in hybrid time counts.
CREATE TABLE conflict_decisions (
  id TEXT PRIMARY KEY,
  conflict_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  sides TEXT NOT NULL,
  choice TEXT NOT NULL,
  note TEXT,
  decided_at TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  signer TEXT NOT NULL
) STRICT;
CREATE INDEX conflict_decisions_by_conflict ON conflict_decisions (conflict_id);

-- Records of people who were found to be the same as another: what the counting decision says.
CREATE TABLE patient_links (
  patient_id TEXT PRIMARY KEY,
  stays_as TEXT NOT NULL,
  conflict_id TEXT NOT NULL
) STRICT;
CREATE INDEX patient_links_by_stays ON patient_links (stays_as);
