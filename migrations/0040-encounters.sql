CREATE TABLE vitals (
  id TEXT PRIMARY KEY,
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  body TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX vitals_by_consultation ON vitals (consultation_id);

CREATE TABLE notes (
  id TEXT PRIMARY KEY,
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  text TEXT NOT NULL,
  replaces TEXT REFERENCES notes (id),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_consultation ON notes (consultation_id);
-- One device lets a note be corrected once; two that were apart may each have done so.
CREATE INDEX notes_by_replaced ON notes (replaces) WHERE replaces IS NOT NULL;

CREATE TABLE diagnoses (
  id TEXT PRIMARY KEY,
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  code TEXT NOT NULL,
  description TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
-- One device writes a code once; two that were apart may each have done so, and the first counts.
CREATE INDEX diagnoses_by_consultation ON diagnoses (consultation_id, code);

CREATE TABLE encounter_summaries (
  consultation_id TEXT PRIMARY KEY REFERENCES consultations (id),
  text TEXT NOT NULL,
  follow_up TEXT,
  completed_at TEXT NOT NULL,
  completed_by TEXT NOT NULL,
  signer TEXT NOT NULL
) STRICT;

CREATE TABLE diagnosis_codes (
  code TEXT PRIMARY KEY,
  description TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT, WITHOUT ROWID;
