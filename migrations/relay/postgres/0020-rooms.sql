-- Rooms of consultations. The relay knows who opened one, the hashes of what lets people in, roles and times; no name, no word.

CREATE TABLE rooms (
  id         TEXT PRIMARY KEY,
  tenant     TEXT NOT NULL REFERENCES tenants (id),
  closes_at  BIGINT NOT NULL,
  epoch      BIGINT NOT NULL,
  is_closed  BIGINT NOT NULL CHECK (is_closed IN (0, 1)),
  place      BIGINT,
  wait_minutes BIGINT
);
CREATE INDEX rooms_by_tenant ON rooms (tenant, closes_at);

-- A token is exchanged once; then `used_at` stands.
CREATE TABLE room_grants (
  room       TEXT NOT NULL REFERENCES rooms (id),
  hash       TEXT NOT NULL,
  role       TEXT NOT NULL,
  seat       TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (room, hash)
);

-- Who has come in: their place survives a restart of the relay.
CREATE TABLE room_seats (
  room         TEXT NOT NULL REFERENCES rooms (id),
  seat         TEXT NOT NULL,
  role         TEXT NOT NULL,
  state        TEXT NOT NULL,
  session_hash TEXT NOT NULL,
  public_key   TEXT NOT NULL,
  card         TEXT NOT NULL,
  since        BIGINT NOT NULL,
  PRIMARY KEY (room, seat)
);

-- One stay of one participant in the call, for the encounter and for metering.
CREATE TABLE room_stays (
  id          TEXT PRIMARY KEY,
  room        TEXT NOT NULL REFERENCES rooms (id),
  tenant      TEXT NOT NULL,
  seat        TEXT NOT NULL,
  role        TEXT NOT NULL,
  admitted_at BIGINT NOT NULL,
  seen_at     BIGINT NOT NULL,
  left_at     BIGINT,
  losses      BIGINT NOT NULL,
  reports     BIGINT NOT NULL,
  round_trip_sum BIGINT NOT NULL,
  loss_sum    BIGINT NOT NULL,
  lowest_step TEXT
);
CREATE INDEX room_stays_by_room ON room_stays (room, admitted_at);
CREATE INDEX room_stays_by_tenant ON room_stays (tenant, admitted_at);

-- Sealed messages that wait: store and forward.
CREATE TABLE room_messages (
  room       TEXT NOT NULL REFERENCES rooms (id),
  seq        BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  role       TEXT NOT NULL,
  at         BIGINT NOT NULL,
  payload    TEXT NOT NULL,
  PRIMARY KEY (room, seq),
  UNIQUE (room, message_id)
);
