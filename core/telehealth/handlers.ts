import { addAttachment } from '../attachments/intake.js'
import { readAttachmentsOf, readSealedFile } from '../attachments/reads.js'
import { authorized, type Context } from '../dispatch.js'
import { fromBase64Url, toBase64Url } from '../kernel/base64url.js'
import type { ConsultationId } from '../kernel/ids.js'
import { addMinutes, dayBounds, dayOf } from '../kernel/instant.js'
import type { Outcome } from '../kernel/outcome.js'
import type { RoomRole } from '../kernel/rooms/identity.js'
import { joinLink, roomSocketUrl } from '../kernel/rooms/link.js'
import { readPatient } from '../patients/reads.js'
import { fullName } from '../patients/rules.js'
import type { RoomKeys } from '../ports/rooms.js'
import type { RelayProblem } from '../ports/sync.js'
import type { Consultation } from '../scheduling/model.js'
import { readConsultation, readConsultations, readDoctorName } from '../scheduling/reads.js'
import type { CallRoom, LobbyEntry } from './model.js'
import { nameOfPhoto, typeOfPhoto } from './photos.js'
import { readCallRoom, readCalls, readMessages } from './reads.js'
import { decideCall, decideRole, linkEnd, lobbyOf, summarizeCall } from './rules.js'
import * as store from './store.js'

const implement = authorized.telehealth

/** A token from the window is exchanged at once; a slow line may take its time. */
const tokenMinutes = 10
/** More visits by video a day than any clinic has. */
const lobbyLimit = 500

export const telehealthHandlers = {
  joinConsultation: implement.joinConsultation.handler(async ({ input, context, errors }) => {
    const { staff } = context.actor
    const visit = context.read((unit) => readConsultation(unit, input.consultationId))
    if (!visit) throw errors.CONSULTATION_UNKNOWN()
    const role = decideRole(visit, staff, input.as)
    if (!role.ok) throw errors[role.refusal.code]()
    const { url, fingerprint } = done(await context.rooms.address(), errors.RELAY_REFUSED)
    const room = openedRoom(context, visit)
    const expiresAt = addMinutes(context.now(), tokenMinutes)
    const token = await admit(
      context,
      visit,
      room,
      { role: role.value, who: staff.id, expiresAt },
      errors.RELAY_REFUSED,
    )
    return {
      consultationId: visit.id,
      room: room.id,
      role: role.value,
      roomSecret: room.secret,
      token,
      connectionUrl: roomSocketUrl(url, room.id),
      fingerprint,
      displayName: staff.displayName,
      expiresAt,
    }
  }),

  invitePatient: implement.invitePatient.handler(async ({ input, context, errors }) => {
    const visit = context.read((unit) => readConsultation(unit, input.consultationId))
    if (!visit) throw errors.CONSULTATION_UNKNOWN()
    const call = decideCall(visit)
    if (!call.ok) throw errors[call.refusal.code === 'NOT_BY_VIDEO' ? 'NOT_BY_VIDEO' : 'VISIT_OVER']()
    const { url } = done(await context.rooms.address(), errors.RELAY_REFUSED)
    const room = openedRoom(context, visit)
    const expiresAt = linkEnd(visit, context.now())
    const token = await admit(
      context,
      visit,
      room,
      { role: 'patient', who: visit.patientId, expiresAt },
      errors.RELAY_REFUSED,
    )
    return {
      consultationId: visit.id,
      link: joinLink(url, { room: room.id, key: room.secret, token }),
      expiresAt,
    }
  }),

  getCall: implement.getCall.handler(async ({ input, context, errors }) => {
    const { visit, room, calls } = context.read((unit) => {
      const visit = readConsultation(unit, input.consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
      return { visit, room: readCallRoom(unit, visit.id), calls: readCalls(unit, visit.id) }
    })
    const state = room && (await context.rooms.state(room.id))
    return {
      consultationId: visit.id,
      isVideo: visit.mode === 'video',
      hasRoom: room !== undefined,
      participants: state?.ok
        ? state.value.participants.map((one) => ({ ...one, since: new Date(one.since).toISOString() }))
        : null,
      problem: state && !state.ok ? problemOf(state.refusal) : null,
      calls,
    }
  }),

  listLobby: implement.listLobby.handler(async ({ context }) => {
    const now = context.now()
    const { startsAt, endsAt } = dayBounds(dayOf(now, context.clinic.timeZone), context.clinic.timeZone)
    const { items } = context.read((unit) => {
      const states = ['booked', 'arrived', 'in-progress'] as const
      const page = { order: 'earliest-first', after: undefined, limit: lobbyLimit } as const
      const visits = readConsultations(unit, { from: startsAt, until: endsAt, states }, page)
      const found = visits
        .filter(({ mode }) => mode === 'video')
        .map((visit) => {
          unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
          const patient = readPatient(unit, visit.patientId)
          return {
            visit,
            room: readCallRoom(unit, visit.id),
            patientName: patient ? fullName(patient) : '',
            doctorName: readDoctorName(unit, visit.doctorId) ?? '',
          }
        })
      return { items: found }
    })
    const known = items.some(({ room }) => room) ? await context.rooms.states() : null
    const states = new Map(known?.ok ? known.value.map((state) => [state.room as string, state]) : [])
    return {
      problem: known && !known.ok ? problemOf(known.refusal) : null,
      items: items.map(({ visit, room, patientName, doctorName }): LobbyEntry => {
        const { id, code, patientId, doctorId, startsAt: at, state } = visit
        const who = { consultationId: id, code, patientId, patientName, doctorId, doctorName }
        return { ...who, startsAt: at, state, ...lobbyOf(room && states.get(room.id)) }
      }),
    }
  }),

  endCall: implement.endCall.handler(async ({ input, context, errors }) => {
    const found = context.read((unit) => {
      const visit = readConsultation(unit, input.consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      return { visit, room: readCallRoom(unit, visit.id), calls: readCalls(unit, visit.id) }
    })
    const { visit, room, calls } = found
    if (!room) return null
    const asked = input.isRoomClosed ? context.rooms.close(room.id) : context.rooms.state(room.id)
    const { stays } = done(await asked, errors.RELAY_REFUSED)
    const last = calls.at(-1)
    const after = last ? Date.parse(last.endedAt) : 0
    const summary = summarizeCall(stays, { after, now: Date.parse(context.now()) })
    if (!summary) return last ?? null
    const { actorName: recordedBy } = context.actor
    const record = {
      ...summary,
      id: context.rooms.recordIdOf(keysOf(room), summary.startedAt),
      consultationId: visit.id,
      recordedBy,
    }
    return context.transact((unit) => {
      if (!store.isCallKnown(unit, record.id)) return store.insertCallRecord(unit, visit.patientId, record)
      // Written down meanwhile, by this workstation or another.
      unit.seen({ kind: 'call-record', id: record.id, patientId: visit.patientId })
      return readCalls(unit, visit.id).find(({ id }) => id === record.id) ?? record
    })
  }),

  sendMessage: implement.sendMessage.handler(async ({ input, context, errors }) => {
    const { consultationId, text, photos } = input
    const visit = context.read((unit) => readConsultation(unit, consultationId))
    if (!visit) throw errors.CONSULTATION_UNKNOWN()
    if (text === '' && photos.length === 0) throw errors.NOTHING_SAID()
    const contents = photos.map(({ content }) => fromBase64Url(content))
    if (contents.some((bytes, place) => typeOfPhoto(bytes) !== photos[place]?.mediaType))
      throw errors.PHOTO_UNREADABLE()
    const from: RoomRole = visit.doctorId === context.actor.staff.id ? 'doctor' : 'front-desk'
    const { actorName: authorName } = context.actor
    const message = { id: context.newId(), consultationId, from, authorName, text, sentAt: context.now() }
    const about = { kind: 'visit-message', id: message.id, patientId: visit.patientId } as const
    const files = contents.map((content, place) => {
      const mediaType = typeOfPhoto(content) ?? 'image/jpeg'
      const made = { name: nameOfPhoto(place, mediaType), mediaType, addedBy: authorName, addedAt: message.sentAt }
      return context.files.seal({ ...made, id: context.newId(), about, content })
    })
    const saved = context.transact((unit) => {
      store.insertMessage(unit, visit.patientId, message)
      for (const file of files) addAttachment(unit, file)
      store.queueMessage(unit, message.id)
      return { ...message, photos: readAttachmentsOf(unit, about) }
    })
    context.calls.kick()
    return saved
  }),

  listMessages: implement.listMessages.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const visit = readConsultation(unit, input.consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
      return { items: readMessages(unit, visit.id) }
    }),
  ),

  getPhoto: implement.getPhoto.handler(({ input, context, errors }) => {
    const file = context.read((unit) => {
      const visit = readConsultation(unit, input.consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
      const isOfVisit = readMessages(unit, visit.id).some(({ photos }) => photos.some(({ id }) => id === input.photoId))
      return isOfVisit ? readSealedFile(unit, input.photoId) : undefined
    })
    if (!file) throw errors.PHOTO_UNKNOWN()
    return { mediaType: file.record.mediaType, content: toBase64Url(context.files.open(file)) }
  }),
}

const keysOf = ({ id, secret }: CallRoom): RoomKeys => ({ room: id, secret })

/** The visit's room; made at the first call, and known to the clinic's other devices by the next sync. */
function openedRoom(context: Context, visit: Consultation): CallRoom {
  const { id: consultationId, patientId } = visit
  const keys = context.rooms.newRoom()
  return context.transact((unit) => {
    const present = readCallRoom(unit, consultationId as ConsultationId)
    if (present) {
      unit.seen({ kind: 'call-room', id: present.id, patientId })
      return present
    }
    const { actorName: openedBy } = context.actor
    const room: CallRoom = { id: keys.room, consultationId, secret: keys.secret, openedAt: context.now(), openedBy }
    return store.insertCallRoom(unit, patientId, room)
  })
}

/** Tells the relay of one more way in; answers its token. */
async function admit(
  context: Context,
  visit: Consultation,
  room: CallRoom,
  { role, who, expiresAt }: { role: RoomRole; who: string; expiresAt: string },
  refused: RelayRefusal,
): Promise<string> {
  const { token, grant } = context.rooms.newGrant(keysOf(room), role, who, expiresAt)
  const closesAt = Date.parse(linkEnd(visit, context.now()))
  done(await context.rooms.open(room.id, { closesAt, grants: [grant], lobby: null }), refused)
  return token
}

type RelayRefusal = (refusal: { message: string; data: { code: string; retryAfterSeconds: number | null } }) => Error

function done<T>(outcome: Outcome<T, RelayProblem>, refused: RelayRefusal): T {
  if (outcome.ok) return outcome.value
  const { message, code, retryAfterSeconds } = outcome.refusal
  throw refused({ message, data: { code, retryAfterSeconds } })
}

const problemOf = ({ code, message }: RelayProblem) => ({ code, message })
