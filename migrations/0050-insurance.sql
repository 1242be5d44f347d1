CREATE TABLE plans (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE coverages (
  id TEXT PRIMARY KEY,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  plan_id TEXT NOT NULL REFERENCES plans (id),
  member_number TEXT NOT NULL,
  relationship TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_until TEXT,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX coverages_by_patient ON coverages (patient_id);

-- Answers of the plan engine as they were given; the newest for a visit or order is the one that counts.
CREATE TABLE coverage_verifications (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  payable_kind TEXT NOT NULL CHECK (payable_kind IN ('consultation', 'order')),
  payable_id TEXT NOT NULL,
  coverage_id TEXT REFERENCES coverages (id),
  is_covered INTEGER NOT NULL CHECK (is_covered IN (0, 1)),
  total_minor INTEGER NOT NULL,
  patient_owes_minor INTEGER NOT NULL,
  payer_owes_minor INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- Opens the commitment by which the chain knows this verification.
  chain_salt TEXT NOT NULL,
  verified_at TEXT NOT NULL
) STRICT;
CREATE INDEX coverage_verifications_by_payable ON coverage_verifications (payable_kind, payable_id, n);
-- With the hybrid time of their writing: the same order on every device, whatever its clock shows and whenever they came.
CREATE VIEW ordered_verifications AS
  SELECT v.*, (SELECT min(o.hlc) FROM ops o WHERE o.kind = 'coverage-verification' AND o.record_id = v.id) AS written
    FROM coverage_verifications v;

CREATE TABLE claims (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  coverage_id TEXT NOT NULL REFERENCES coverages (id),
  verification_id TEXT NOT NULL REFERENCES coverage_verifications (id),
  payable_kind TEXT NOT NULL CHECK (payable_kind IN ('consultation', 'order')),
  payable_id TEXT NOT NULL,
  consultation_id TEXT REFERENCES consultations (id),
  diagnosis_codes TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  patient_owes_minor INTEGER NOT NULL,
  claimed_minor INTEGER NOT NULL,
  paid_minor INTEGER NOT NULL DEFAULT 0,
  currency TEXT NOT NULL,
  state TEXT NOT NULL,
  denial_reason TEXT,
  -- The commitment by which the chain knows this claim.
  chain_key TEXT NOT NULL,
  -- Opens that commitment, and the one to the amount.
  chain_salt TEXT NOT NULL,
  submitted_at TEXT,
  version INTEGER NOT NULL
) STRICT;
-- One device drafts one claim for a visit or an order; two that were apart may each have done so.
CREATE INDEX claims_by_payable ON claims (payable_kind, payable_id);
CREATE INDEX claims_by_code ON claims (code);
CREATE INDEX claims_by_patient ON claims (patient_id, n);
CREATE INDEX claims_by_state ON claims (state, n);
CREATE INDEX claims_by_consultation ON claims (consultation_id);

CREATE TABLE claim_events (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  claim_id TEXT NOT NULL REFERENCES claims (id),
  state TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX claim_events_by_claim ON claim_events (claim_id, n);

-- What a member used of a plan in a benefit year: movements, whose sum is the state.
CREATE TABLE benefit_uses (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  coverage_id TEXT NOT NULL REFERENCES coverages (id),
  benefit_year INTEGER NOT NULL,
  verification_id TEXT NOT NULL REFERENCES coverage_verifications (id),
  -- Null where the plan paid nothing, so that nothing was claimed, but the deductible was used all the same.
  claim_id TEXT REFERENCES claims (id),
  deductible_minor INTEGER NOT NULL,
  out_of_pocket_minor INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX benefit_uses_by_verification ON benefit_uses (verification_id);
CREATE INDEX benefit_uses_by_claim ON benefit_uses (claim_id);
CREATE INDEX benefit_uses_by_coverage ON benefit_uses (coverage_id, benefit_year);
