-- Rooms of consultations. The relay knows who opened one, the hashes of what lets people in, roles and times; no name, no word.

CREATE TABLE rooms (
  id         TEXT PRIMARY KEY,
  tenant     TEXT NOT NULL REFERENCES tenants (id),
  closes_at  INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,
  is_closed  INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
  place      INTEGER,
  wait_minutes INTEGER
) STRICT;
CREATE INDEX rooms_by_tenant ON rooms (tenant, closes_at);

-- A token is exchanged once; then `used_at` stands.
CREATE TABLE room_grants (
  room       TEXT NOT NULL REFERENCES rooms (id),
  hash       TEXT NOT NULL,
  role       TEXT NOT NULL,
  seat       TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER,
  PRIMARY KEY (room, hash)
) STRICT;

-- Who has come in: their place survives a restart of the relay.
CREATE TABLE room_seats (
  room         TEXT NOT NULL REFERENCES rooms (id),
  seat         TEXT NOT NULL,
  role         TEXT NOT NULL,
  state        TEXT NOT NULL,
  session_hash TEXT NOT NULL,
  public_key   TEXT NOT NULL,
  card         TEXT NOT NULL,
  since        INTEGER NOT NULL,
  PRIMARY KEY (room, seat)
) STRICT;

-- One stay of one participant in the call, for the encounter and for metering.
CREATE TABLE room_stays (
  id          TEXT PRIMARY KEY,
  room        TEXT NOT NULL REFERENCES rooms (id),
  tenant      TEXT NOT NULL,
  seat        TEXT NOT NULL,
  role        TEXT NOT NULL,
  admitted_at INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  left_at     INTEGER,
  losses      INTEGER NOT NULL,
  reports     INTEGER NOT NULL,
  round_trip_sum INTEGER NOT NULL,
  loss_sum    INTEGER NOT NULL,
  lowest_step TEXT
) STRICT;
CREATE INDEX room_stays_by_room ON room_stays (room, admitted_at);
CREATE INDEX room_stays_by_tenant ON room_stays (tenant, admitted_at);

-- Sealed messages that wait: store and forward.
CREATE TABLE room_messages (
  room       TEXT NOT NULL REFERENCES rooms (id),
  seq        INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  role       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  payload    TEXT NOT NULL,
  PRIMARY KEY (room, seq),
  UNIQUE (room, message_id)
) STRICT;
