import type { Grant, RoomUsage } from '../../core/kernel/rooms/clinic.js'
import type { RoomRole, SeatState } from '../../core/kernel/rooms/identity.js'
import type { StoredMessage } from '../../core/kernel/rooms/messages.js'
import type { QualityReport } from '../../core/kernel/rooms/requests.js'
import type { Reader, Transaction } from './database.js'

export interface RoomRow {
  readonly id: string
  readonly tenant: string
  readonly closesAt: number
  readonly epoch: number
  readonly isClosed: number
  readonly place: number | null
  readonly waitMinutes: number | null
}

export interface GrantRow {
  readonly hash: string
  readonly role: RoomRole
  readonly seat: string
  readonly expiresAt: number
  readonly usedAt: number | null
}

export interface SeatRow {
  readonly seat: string
  readonly role: RoomRole
  readonly state: SeatState
  readonly sessionHash: string
  readonly publicKey: string
  readonly card: string
  readonly since: number
}

export interface StayRow {
  readonly id: string
  readonly seat: string
  readonly role: RoomRole
  readonly admittedAt: number
  /** When it was last known to be there: where the relay was killed, its end. */
  readonly seenAt: number
  readonly leftAt: number | null
  readonly losses: number
  readonly reports: number
  readonly roundTripSum: number
  /** Tenths of a percent. */
  readonly lossSum: number
  readonly lowestStep: QualityReport['step'] | null
}

const roomColumns = `id, tenant, closes_at AS "closesAt", epoch, is_closed AS "isClosed", place, wait_minutes AS "waitMinutes"`

export const readRoom = (db: Reader, id: string, lock = ''): Promise<RoomRow | undefined> =>
  db.row<RoomRow>(`SELECT ${roomColumns} FROM rooms WHERE id = $id ${lock}`, { id })

/** Rooms of a tenant that still take people in, or did within the last day. */
export const readRooms = (db: Reader, tenant: string, since: number): Promise<RoomRow[]> =>
  db.rows<RoomRow>(
    `SELECT ${roomColumns} FROM rooms WHERE tenant = $tenant AND closes_at >= $since ORDER BY closes_at, id LIMIT 500`,
    { tenant, since },
  )

/** Opens a room or changes when it closes; answers false where the id is another tenant's. */
export async function saveRoom(
  tx: Transaction,
  room: { id: string; tenant: string; closesAt: number; place: number | null; waitMinutes: number | null },
): Promise<boolean> {
  const changed = await tx.run(
    `INSERT INTO rooms (id, tenant, closes_at, epoch, is_closed, place, wait_minutes)
     VALUES ($id, $tenant, $closesAt, 0, 0, $place, $waitMinutes)
     ON CONFLICT (id) DO UPDATE SET closes_at = excluded.closes_at, is_closed = 0, place = excluded.place,
       wait_minutes = excluded.wait_minutes
     WHERE rooms.tenant = excluded.tenant`,
    room,
  )
  return changed > 0
}

/** Adds a way in; unused ones to the same seat end, and a seat that was removed may come again. */
export async function saveGrant(tx: Transaction, room: string, { hash, role, seat, expiresAt }: Grant): Promise<void> {
  await tx.run('DELETE FROM room_grants WHERE room = $room AND seat = $seat AND used_at IS NULL AND hash <> $hash', {
    room,
    seat,
    hash,
  })
  await tx.run(
    `INSERT INTO room_grants (room, hash, role, seat, expires_at, used_at)
     VALUES ($room, $hash, $role, $seat, $expiresAt, NULL) ON CONFLICT (room, hash) DO NOTHING`,
    { room, hash, role, seat, expiresAt },
  )
  await tx.run(`UPDATE room_seats SET state = 'waiting' WHERE room = $room AND seat = $seat AND state = 'removed'`, {
    room,
    seat,
  })
}

export const readGrants = (db: Reader, room: string): Promise<GrantRow[]> =>
  db.rows<GrantRow>(
    `SELECT hash, role, seat, expires_at AS "expiresAt", used_at AS "usedAt" FROM room_grants WHERE room = $room`,
    { room },
  )

/** Answers whether this was the first use. */
export const spendGrant = async (tx: Transaction, room: string, hash: string, now: number): Promise<boolean> =>
  (await tx.run('UPDATE room_grants SET used_at = $now WHERE room = $room AND hash = $hash AND used_at IS NULL', {
    room,
    hash,
    now,
  })) > 0

export const readSeats = (db: Reader, room: string): Promise<SeatRow[]> =>
  db.rows<SeatRow>(
    `SELECT seat, role, state, session_hash AS "sessionHash", public_key AS "publicKey", card, since
     FROM room_seats WHERE room = $room ORDER BY since, seat`,
    { room },
  )

export async function saveSeat(tx: Transaction, room: string, seat: SeatRow): Promise<void> {
  await tx.run(
    `INSERT INTO room_seats (room, seat, role, state, session_hash, public_key, card, since)
     VALUES ($room, $seat, $role, $state, $sessionHash, $publicKey, $card, $since)
     ON CONFLICT (room, seat) DO UPDATE SET role = excluded.role, state = excluded.state,
       session_hash = excluded.session_hash, public_key = excluded.public_key, card = excluded.card`,
    { room, ...seat },
  )
}

export const saveEpoch = (tx: Transaction, room: string, epoch: number): Promise<number> =>
  tx.run('UPDATE rooms SET epoch = $epoch WHERE id = $room', { room, epoch })

export const closeRoom = (tx: Transaction, room: string, tenant: string): Promise<number> =>
  tx.run('UPDATE rooms SET is_closed = 1 WHERE id = $room AND tenant = $tenant', { room, tenant })

export const readStays = (db: Reader, room: string): Promise<StayRow[]> =>
  db.rows<StayRow>(
    `SELECT id, seat, role, admitted_at AS "admittedAt", seen_at AS "seenAt", left_at AS "leftAt", losses, reports,
       round_trip_sum AS "roundTripSum", loss_sum AS "lossSum", lowest_step AS "lowestStep"
     FROM room_stays WHERE room = $room ORDER BY admitted_at, id`,
    { room },
  )

export async function saveStay(tx: Transaction, place: { room: string; tenant: string }, stay: StayRow): Promise<void> {
  await tx.run(
    `INSERT INTO room_stays (id, room, tenant, seat, role, admitted_at, seen_at, left_at, losses, reports, round_trip_sum,
       loss_sum, lowest_step)
     VALUES ($id, $room, $tenant, $seat, $role, $admittedAt, $seenAt, $leftAt, $losses, $reports, $roundTripSum, $lossSum,
       $lowestStep)
     ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, left_at = excluded.left_at, losses = excluded.losses,
       reports = excluded.reports, round_trip_sum = excluded.round_trip_sum, loss_sum = excluded.loss_sum,
       lowest_step = excluded.lowest_step`,
    { ...place, ...stay },
  )
}

/** What a tenant's calls took; a stay counts where it began. */
export async function readUsage(db: Reader, tenant: string, from: number, until: number): Promise<RoomUsage> {
  const row = await db.row<{ rooms: number; stays: number; ms: number }>(
    `SELECT count(DISTINCT room) AS rooms, count(*) AS stays,
       CAST(coalesce(sum(coalesce(left_at, seen_at) - admitted_at), 0) AS BIGINT) AS ms
     FROM room_stays WHERE tenant = $tenant AND admitted_at >= $from AND admitted_at < $until`,
    { tenant, from, until },
  )
  return {
    rooms: Number(row?.rooms ?? 0),
    stays: Number(row?.stays ?? 0),
    participantSeconds: Math.round(Number(row?.ms ?? 0) / 1_000),
  }
}

export const readMessages = (db: Reader, room: string, after: number, limit: number): Promise<StoredMessage[]> =>
  db.rows<StoredMessage>(
    `SELECT seq, message_id AS "messageId", role, at, payload FROM room_messages
     WHERE room = $room AND seq > $after ORDER BY seq LIMIT $limit`,
    { room, after, limit },
  )

export async function readMessageCounts(
  db: Reader,
  room: string,
): Promise<{ lastSeq: number; bytes: number; count: number }> {
  const row = await db.row<{ lastSeq: number; bytes: number; count: number }>(
    `SELECT coalesce(max(seq), 0) AS "lastSeq", CAST(coalesce(sum(length(payload)), 0) AS BIGINT) AS bytes,
       count(*) AS count FROM room_messages WHERE room = $room`,
    { room },
  )
  return row ?? { lastSeq: 0, bytes: 0, count: 0 }
}

/** Answers whether it is new; a message that is there stays as it is. */
export async function insertMessage(tx: Transaction, room: string, message: StoredMessage): Promise<boolean> {
  const { seq, messageId, role, at, payload } = message
  const made = await tx.run(
    `INSERT INTO room_messages (room, seq, message_id, role, at, payload)
     VALUES ($room, $seq, $messageId, $role, $at, $payload) ON CONFLICT (room, message_id) DO NOTHING`,
    { room, seq, messageId, role, at, payload },
  )
  return made > 0
}

/** A room is forgotten this long after it closed, with its messages; stays are kept for metering. */
const forgottenAfterMs = 7 * 24 * 60 * 60_000

/** Removes rooms that are over, but for what calls took. */
export async function forgetRooms(tx: Transaction, nowMs: number): Promise<void> {
  const limit = nowMs - forgottenAfterMs
  for (const table of ['room_messages', 'room_grants', 'room_seats'])
    await tx.run(`DELETE FROM ${table} WHERE room IN (SELECT id FROM rooms WHERE closes_at < $limit)`, { limit })
}
