-- `n` is the row's number in the search index; everything else refers to `id`.
CREATE TABLE patients (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  given_name TEXT,
  family_name TEXT NOT NULL,
  birth_date TEXT,
  sex TEXT NOT NULL,
  phone TEXT,
  phone_folded TEXT,
  email TEXT,
  address TEXT,
  city TEXT,
  language TEXT,
  external_id TEXT,
  registered_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX patients_by_code ON patients (code);
CREATE INDEX patients_by_phone ON patients (phone_folded) WHERE phone_folded IS NOT NULL;
CREATE INDEX patients_by_external_id ON patients (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX patients_by_birth_date ON patients (birth_date);
-- What ranking needs of whoever a search finds: hundreds are read for each, and here five lie where one whole row does.
CREATE INDEX patients_to_rank ON patients (n, id, given_name, family_name);

-- Folded names, given and family, for prefix search; `rowid` is patients.n.
CREATE VIRTUAL TABLE patient_names USING fts5 (names, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2");

-- Every value that a patient's details had: a correction keeps what it replaced, and so does merging.
CREATE TABLE patient_versions (
  patient_id TEXT NOT NULL REFERENCES patients (id),
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (patient_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE allergies (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  patient_id TEXT NOT NULL REFERENCES patients (id),
  substance TEXT NOT NULL,
  allergen TEXT NOT NULL,
  criticality TEXT NOT NULL,
  reaction TEXT,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  retraction_reason TEXT,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (id, version)
) STRICT;
CREATE INDEX allergies_by_patient ON allergies (patient_id);
