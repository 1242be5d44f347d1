-- Calls of visits by video. The room's secret travels in the sealed log to the clinic's devices, and in the link to the patient.
CREATE TABLE call_rooms (
  id TEXT PRIMARY KEY,
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  secret TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  opened_by TEXT NOT NULL
) STRICT;
-- One device opens one room a visit; two that were apart may each have done so, and the first counts.
CREATE INDEX call_rooms_by_consultation ON call_rooms (consultation_id);

CREATE TABLE call_records (
  id TEXT PRIMARY KEY,
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  started_at TEXT NOT NULL,
  participant_minutes INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX call_records_by_consultation ON call_records (consultation_id, started_at);
CREATE INDEX call_records_by_start ON call_records (started_at);

CREATE TABLE visit_messages (
  id TEXT PRIMARY KEY,
  consultation_id TEXT NOT NULL REFERENCES consultations (id),
  sender TEXT NOT NULL,
  author_name TEXT,
  text TEXT NOT NULL,
  sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX visit_messages_by_consultation ON visit_messages (consultation_id, sent_at);

-- This workstation's own: what it still has to hand to the relay, and how far it has read there.
CREATE TABLE visit_message_outbox (message_id TEXT PRIMARY KEY) STRICT;
CREATE TABLE call_room_reached (room TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
