CREATE TABLE products (
  id TEXT PRIMARY KEY,
  rx_norm_code TEXT NOT NULL REFERENCES medicines (rx_norm_code),
  manufacturer TEXT NOT NULL,
  unit_price_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  reorder_level INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX products_by_medicine ON products (rx_norm_code, manufacturer);

CREATE TABLE stock_batches (
  id TEXT PRIMARY KEY,
  product_id TEXT NOT NULL REFERENCES products (id),
  batch_number TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  received_at TEXT NOT NULL,
  -- The workstation that received it, or that it was handed over to. Only that one takes from it.
  site TEXT NOT NULL,
  -- The line that it was a part of before it was handed over.
  split_from TEXT
) STRICT;
CREATE INDEX stock_batches_by_product ON stock_batches (product_id, expires_on);

-- An administrator took over what a removed workstation kept.
CREATE TABLE stock_takeovers (
  id TEXT PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES stock_batches (id),
  from_site TEXT NOT NULL,
  to_site TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL
) STRICT;
CREATE INDEX stock_takeovers_by_batch ON stock_takeovers (batch_id);

-- What is on hand is the sum of these.
CREATE TABLE stock_movements (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  batch_id TEXT NOT NULL REFERENCES stock_batches (id),
  quantity INTEGER NOT NULL CHECK (quantity <> 0),
  reason TEXT NOT NULL CHECK (reason IN ('received', 'ordered', 'returned', 'adjusted', 'transferred')),
  order_id TEXT,
  note TEXT,
  moved_at TEXT NOT NULL,
  moved_by TEXT NOT NULL
) STRICT;
CREATE INDEX stock_movements_by_batch ON stock_movements (batch_id, quantity);

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  -- What was asked for, as canonical JSON: a key that comes again with something else is refused.
  request TEXT NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  consultation_id TEXT REFERENCES consultations (id),
  lines TEXT NOT NULL,
  description TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  delivery TEXT NOT NULL,
  state TEXT NOT NULL,
  prescription_check TEXT NOT NULL,
  tracking_number TEXT,
  placed_at TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_by_key ON orders (idempotency_key);
CREATE INDEX orders_by_patient ON orders (patient_id);
CREATE INDEX orders_by_consultation ON orders (consultation_id);
CREATE INDEX orders_by_state ON orders (state, placed_at);

-- What was asked of the workstation that keeps the stock. `n` is the order in which requests came here: first come, first served.
CREATE TABLE order_requests (
  n INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
  asked_of TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  -- The fills of its prescriptions, each signed by whoever asked.
  fills TEXT NOT NULL
) STRICT;

CREATE TABLE order_events (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES orders (id),
  state TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX order_events_by_order ON order_events (order_id, n);
