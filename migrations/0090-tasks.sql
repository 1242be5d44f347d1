CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  patient_id TEXT REFERENCES patients (id),
  consultation_id TEXT REFERENCES consultations (id),
  due_on TEXT NOT NULL,
  for_role TEXT,
  for_staff TEXT REFERENCES staff (id),
  state TEXT NOT NULL CHECK (state IN ('open', 'done')),
  outcome TEXT,
  created_at TEXT NOT NULL,
  done_at TEXT,
  done_by TEXT,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_open ON tasks (due_on, id) WHERE state = 'open';
CREATE INDEX tasks_done ON tasks (done_at, id) WHERE state = 'done';
CREATE INDEX tasks_by_consultation ON tasks (consultation_id);
