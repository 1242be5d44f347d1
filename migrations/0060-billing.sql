-- Append-only; a refund is a row of its own with a negative amount.
CREATE TABLE payments (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  payable_kind TEXT NOT NULL CHECK (payable_kind IN ('consultation', 'order')),
  payable_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  currency TEXT NOT NULL,
  method TEXT NOT NULL,
  reference TEXT,
  refund_of TEXT REFERENCES payments (id),
  taken_at TEXT NOT NULL,
  taken_by TEXT NOT NULL
) STRICT;
CREATE INDEX payments_by_payable ON payments (payable_kind, payable_id);
-- One device takes a key once and gives a payment back once; two that were apart may each have done so.
CREATE INDEX payments_by_key ON payments (idempotency_key);
CREATE INDEX payments_by_refunded ON payments (refund_of) WHERE refund_of IS NOT NULL;
CREATE INDEX payments_by_code ON payments (code);
CREATE INDEX payments_by_patient ON payments (patient_id);
CREATE INDEX payments_by_time ON payments (taken_at);
