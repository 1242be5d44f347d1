CREATE TABLE doctors (
  staff_id TEXT PRIMARY KEY REFERENCES staff (id),
  specialty TEXT NOT NULL,
  visit_kind TEXT NOT NULL CHECK (visit_kind IN ('general', 'specialist')),
  languages TEXT NOT NULL,
  about TEXT NOT NULL,
  capabilities TEXT NOT NULL,
  licences TEXT NOT NULL,
  fee_minor INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE slots (
  id TEXT PRIMARY KEY,
  doctor_id TEXT NOT NULL REFERENCES doctors (staff_id),
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  is_telemedicine INTEGER NOT NULL CHECK (is_telemedicine IN (0, 1)),
  CHECK (ends_at > starts_at)
) STRICT;
CREATE INDEX slots_by_doctor ON slots (doctor_id, starts_at);
CREATE INDEX slots_by_time ON slots (starts_at);

CREATE TABLE consultations (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  doctor_id TEXT NOT NULL REFERENCES doctors (staff_id),
  slot_id TEXT NOT NULL REFERENCES slots (id),
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  mode TEXT NOT NULL,
  symptoms TEXT NOT NULL,
  state TEXT NOT NULL,
  fee_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  booked_at TEXT NOT NULL,
  booked_by TEXT NOT NULL,
  arrived_at TEXT,
  started_at TEXT,
  completed_at TEXT,
  cancellation_reason TEXT,
  version INTEGER NOT NULL
) STRICT;
-- One living booking a slot: the insert makes sure of it on one device. Two devices that were apart may both have booked it,
-- which is found when they meet, so this index is not unique.
CREATE INDEX consultations_by_slot ON consultations (slot_id, booked_at, id);
CREATE INDEX consultations_by_patient ON consultations (patient_id, starts_at);
CREATE INDEX consultations_by_doctor ON consultations (doctor_id, starts_at);
CREATE INDEX consultations_by_time ON consultations (starts_at);
CREATE INDEX consultations_by_code ON consultations (code);
