-- How this workstation's services were: a row for each change of state. Not a record: it stays on this workstation.
CREATE TABLE service_changes (
  n INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  level TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX service_changes_by_service ON service_changes (service, n);
