-- How this workstation's services were: a row for each change of state. Not a record: it stays on this workstation.
CREATE TABLE service_changes (
  n INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  level TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX service_changes_by_service ON service_changes (service, n);

-- Printers that were there, so that one that is not any more is missed. This workstation's own, too.
CREATE TABLE printers_seen (
  name TEXT PRIMARY KEY,
  seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Until when the certificates of servers hold, as they were last read: a server that is out of reach has not mended its own.
CREATE TABLE certificates_seen (
  url TEXT PRIMARY KEY,
  ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
