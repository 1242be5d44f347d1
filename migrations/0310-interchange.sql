-- A copy of a patient's whole record was given out: to whom it goes, somebody said why.
CREATE TABLE record_exports (
  id TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  exported_at TEXT NOT NULL,
  resources INTEGER NOT NULL,
  -- SHA-256 of the file: whether a file that turns up is this one.
  sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX record_exports_by_patient ON record_exports (patient_id, exported_at);
