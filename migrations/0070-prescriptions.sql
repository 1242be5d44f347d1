CREATE TABLE medicines (
  rx_norm_code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was signed is append-only; a cancellation is noted beside it, and is a record of its own in sync and on the chain.
CREATE TABLE prescriptions (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  doctor_id TEXT NOT NULL REFERENCES staff (id),
  rx_norm_code TEXT NOT NULL,
  -- What was signed, as canonical JSON.
  content TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  fills_allowed INTEGER NOT NULL,
  verification_hash TEXT NOT NULL,
  signer TEXT NOT NULL,
  nonce TEXT NOT NULL,
  signature TEXT NOT NULL,
  cancelled_at TEXT,
  cancellation_reason TEXT
) STRICT;
CREATE INDEX prescriptions_by_patient ON prescriptions (patient_id, issued_at);
CREATE INDEX prescriptions_by_consultation ON prescriptions (consultation_id);
CREATE INDEX prescriptions_by_code ON prescriptions (code);
CREATE INDEX prescriptions_by_time ON prescriptions (issued_at);

-- Each fill of a prescription, by the order that made it; the count of rows is the count of fills. One device never writes more
-- than are allowed; two that were apart may have, which is found when they meet.
CREATE TABLE prescription_fills (
  prescription_id TEXT NOT NULL REFERENCES prescriptions (id),
  order_id TEXT NOT NULL,
  filled_at TEXT NOT NULL,
  PRIMARY KEY (prescription_id, order_id)
) STRICT, WITHOUT ROWID;
