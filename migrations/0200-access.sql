-- Somebody without a care relation opened a patient's record for an hour, said why, and somebody else reviews it.
CREATE TABLE emergency_accesses (
  id TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  until TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('justified', 'not-justified')),
  comment TEXT,
  reviewed_at TEXT,
  reviewed_by TEXT,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX emergency_accesses_by_staff ON emergency_accesses (staff_id, patient_id, until);
CREATE INDEX emergency_accesses_by_time ON emergency_accesses (opened_at, id);
CREATE INDEX emergency_accesses_open ON emergency_accesses (opened_at, id) WHERE outcome IS NULL;

-- A very important patient: who looks without a care relation from then until the end is found and reviewed.
CREATE TABLE patient_marks (
  patient_id TEXT PRIMARY KEY REFERENCES patients (id),
  reason TEXT NOT NULL,
  marked_at TEXT NOT NULL,
  marked_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  end_reason TEXT,
  version INTEGER NOT NULL
) STRICT;
