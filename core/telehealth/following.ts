import { addAttachment } from '../attachments/intake.js'
import { readAttachmentsOf, readSealedFile } from '../attachments/reads.js'
import { fromBase64Url, toBase64Url } from '../kernel/base64url.js'
import type { FileSealer } from '../ports/attachments.js'
import type { Clock, Ids } from '../ports/clock.js'
import type { DatabasePort } from '../ports/database.js'
import type { Act, Journal } from '../ports/journal.js'
import type { RoomMessage, RoomsPort } from '../ports/rooms.js'
import { readConsultation, readConsultations } from '../scheduling/reads.js'
import { nameOfPhoto, typeOfPhoto } from './photos.js'
import { readCallRoom, readCalls, readRoomById } from './reads.js'
import { isCallOver, placeOf, summarizeCall } from './rules.js'
import * as store from './store.js'

/** What runs beside the operations: messages between relay and records, and the place in the queue. */
export interface Following {
  readonly journal: Pick<Journal, 'transact'>
  readonly database: Pick<DatabasePort, 'read' | 'transact'>
  readonly rooms: RoomsPort
  readonly files: FileSealer
  readonly clock: Clock
  readonly ids: Ids
  readonly act: Act
}

/** Takes a room's new messages over into the records of its visit. Taking them twice, or on two workstations, makes one of each. */
export async function takeMessages(parts: Following, roomId: string): Promise<void> {
  const room = parts.database.read((db) => readRoomById(db, roomId))
  if (!room) return
  for (;;) {
    const after = parts.database.read((db) => store.readReached(db, room.id))
    const page = await parts.rooms.messages({ room: room.id, secret: room.secret }, after)
    if (!page.ok) return
    for (const message of page.value.messages) takeMessage(parts, room.consultationId, message)
    if (page.value.reached > after) parts.database.transact((db) => store.saveReached(db, room.id, page.value.reached))
    if (!page.value.isMore) return
  }
}

function takeMessage(
  { journal, database, files, ids, act }: Following,
  consultationId: Parameters<typeof readConsultation>[1],
  { messageId: id, role: from, at: sentAt, content }: RoomMessage,
): void {
  const visit = database.read((db) => readConsultation(db, consultationId))
  // What the clinic wrote is a record already, here or on its way.
  if (!visit || from === 'doctor' || from === 'front-desk') return
  if (database.read((db) => store.isMessageKnown(db, id))) return
  const { patientId } = visit
  const about = { kind: 'visit-message', id, patientId } as const
  const sealed = content.photos.flatMap((photo, place) => {
    const bytes = fromBase64Url(photo.content)
    const mediaType = typeOfPhoto(bytes)
    if (!mediaType) return []
    const made = { name: nameOfPhoto(place, mediaType), mediaType, addedBy: from, addedAt: sentAt }
    return [files.seal({ ...made, id: ids.newId(), about, content: bytes })]
  })
  journal.transact(act, (unit) => {
    store.insertMessage(unit, patientId, { id, consultationId, from, authorName: null, text: content.text, sentAt })
    for (const file of sealed) addAttachment(unit, file)
  })
}

/**
 * Writes a call down that nobody ended: the doctor's computer went dark, or the last one just closed the page.
 * @returns whether there is nothing left to write of this room
 */
export async function writeUnended(parts: Following, roomId: string): Promise<boolean> {
  const { database, journal, rooms, clock, act } = parts
  const room = database.read((db) => readRoomById(db, roomId))
  if (!room) return true
  const state = await rooms.state(roomId)
  // A relay that has never heard of the room, or forgot it, has nothing to tell of it.
  if (!state.ok) return state.refusal.code === 'NOT_FOUND'
  const { visit, last } = database.read((db) => ({
    visit: readConsultation(db, room.consultationId),
    last: readCalls(db, room.consultationId).at(-1),
  }))
  const span = { after: last ? Date.parse(last.endedAt) : 0, now: Date.parse(clock.now()) }
  const over = isCallOver(state.value.stays, span)
  if (over !== 'over' || !visit) return over === 'never'
  const summary = summarizeCall(state.value.stays, span)
  if (!summary) return true
  const id = rooms.recordIdOf({ room: room.id, secret: room.secret }, summary.startedAt)
  if (database.read((db) => store.isCallKnown(db, id))) return true
  journal.transact(act, (unit) => {
    const { actorName: recordedBy } = act
    store.insertCallRecord(unit, visit.patientId, { ...summary, id, consultationId: visit.id, recordedBy })
  })
  return true
}

/** Hands to the relay what this workstation wrote to patients while there was no line. */
export async function postQueued({ database, rooms, files }: Following): Promise<void> {
  for (const message of database.read(store.readQueued)) {
    const found = database.read((db) => ({
      room: readCallRoom(db, message.consultationId),
      photos: readAttachmentsOf(db, { kind: 'visit-message', id: message.id }).map(({ id }) => readSealedFile(db, id)),
    }))
    // The patient has no link yet: it waits for one.
    if (!found.room) continue
    const photos = found.photos.flatMap((file) => {
      if (!file) return []
      const bytes = files.open(file)
      const mediaType = typeOfPhoto(bytes)
      return mediaType ? [{ mediaType, content: toBase64Url(bytes) }] : []
    })
    const { id: room, secret } = found.room
    const posted = await rooms.post({ room, secret }, message.id, { v: 1, text: message.text, photos })
    if (!posted.ok) return
    database.transact((db) => store.unqueueMessage(db, message.id))
  }
}

/** Tells waiting patients how many are before them; answers what was said of each room, so that it is said once. */
export async function tellPlaces(
  { database, rooms, clock }: Following,
  day: { startsAt: string; endsAt: string },
  said: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const states = await rooms.states()
  if (!states.ok) return new Map(said)
  const waiting = states.value.filter(({ participants }) =>
    participants.some((one) => one.role === 'patient' && one.isConnected && one.state !== 'admitted'),
  )
  const next = new Map<string, string>()
  for (const { room: id, closesAt } of waiting) {
    const now = clock.now()
    const lobby = database.read((db) => {
      const room = readRoomById(db, id)
      const visit = room && readConsultation(db, room.consultationId)
      if (!visit) return null
      const filter = { from: day.startsAt, until: day.endsAt, doctorId: visit.doctorId }
      const page = { order: 'earliest-first', after: undefined, limit: 200 } as const
      const others = readConsultations(db, { ...filter, states: ['arrived', 'in-progress'] }, page)
      return placeOf(
        visit,
        others.filter((other) => other.id !== visit.id),
        now,
      )
    })
    if (!lobby) continue
    const words = JSON.stringify(lobby)
    if (said.get(id) === words || (await rooms.open(id, { closesAt, grants: [], lobby })).ok) next.set(id, words)
  }
  return next
}
