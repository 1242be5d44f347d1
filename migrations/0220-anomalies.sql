-- What was found unusual, and what came of looking at it. `subject` and `day` say what it is about, so that it is found once.
CREATE TABLE anomalies (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  day TEXT NOT NULL,
  actor_id TEXT,
  actor_name TEXT,
  patient_id TEXT,
  sentence TEXT NOT NULL,
  found_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('explained', 'misuse', 'mistake')),
  comment TEXT,
  reviewed_at TEXT,
  reviewed_by TEXT,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX anomalies_by_subject ON anomalies (kind, subject, day);
CREATE INDEX anomalies_by_day ON anomalies (day, id);
CREATE INDEX anomalies_open ON anomalies (day, id) WHERE outcome IS NULL;
