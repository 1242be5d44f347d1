-- What the platform charges; each save is a row of its own, and an invoice keeps the card that it was made by.
CREATE TABLE rate_cards (
  version INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

-- An invoice's lines never change after its issue; what came of it (payments, credit notes, disputes) are entries of their own.
CREATE TABLE invoices (
  id TEXT PRIMARY KEY,
  month TEXT NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('draft', 'issued', 'discarded')),
  body TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX invoices_by_month ON invoices (month, id);

CREATE TABLE invoice_entries (
  id TEXT PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX invoice_entries_by_invoice ON invoice_entries (invoice_id, at, id);
