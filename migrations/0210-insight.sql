-- Insight reads a year of a clinic's work from these indexes alone: each holds all that its question asks.
DROP INDEX consultations_by_time;
CREATE INDEX consultations_by_time ON consultations (starts_at, doctor_id, state, mode, arrived_at, started_at);

DROP INDEX payments_by_time;
CREATE INDEX payments_by_time ON payments (taken_at, currency, method, amount_minor, payable_kind, payable_id);

DROP INDEX prescriptions_by_time;
CREATE INDEX prescriptions_by_time ON prescriptions (issued_at, rx_norm_code, doctor_id, cancelled_at);

CREATE INDEX claims_by_age ON claims (state, submitted_at, currency, claimed_minor, denial_reason);
CREATE INDEX stock_movements_by_time ON stock_movements (moved_at, batch_id, quantity);
