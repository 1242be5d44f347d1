import * as z from 'zod'
import { AnyId, ConsultationId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { CallRecord, CallState, Invitation, JoinedCall, Lobby, SendMessage, StaffRole, VisitMessage } from './model.js'

const CONSULTATION_UNKNOWN = {
  status: 404,
  message: 'This visit is not known here. It may have been made on a workstation that has not synced yet.',
} as const
const NOT_BY_VIDEO = { status: 409, message: 'This visit is in person. Book a visit by video for a call.' } as const
const VISIT_OVER = { status: 409, message: 'This visit was canceled or has ended; there is nobody to call.' } as const
/** `data.code` is the relay's own: UNREACHABLE, NOT_CONNECTED, QUOTA … */
const RELAY_REFUSED = {
  status: 502,
  message: 'The relay did not do it.',
  data: z.object({ code: z.string(), retryAfterSeconds: z.int().nullable() }),
} as const
const visit = z.strictObject({ consultationId: ConsultationId })

export const telehealth = {
  joinConsultation: command('telehealth:join')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/join',
      summary: 'Come into the call of a visit: room, token, connection URL',
    })
    .input(visit.extend({ as: StaffRole.optional() }))
    .output(JoinedCall)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_BY_VIDEO,
      VISIT_OVER,
      NOT_THE_DOCTOR: { status: 403, message: 'Only the doctor of this visit joins as its doctor.' },
      NOT_YOUR_ROLE: {
        status: 403,
        message: 'A doctor joins as doctor of the visit, or as a companion of the patient.',
      },
      RELAY_REFUSED,
    }),
  invitePatient: command('telehealth:join')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/invitation',
      successStatus: 201,
      summary: 'A link into the call for the patient; ends the one before that nobody used',
    })
    .input(visit)
    .output(Invitation)
    .errors({ CONSULTATION_UNKNOWN, NOT_BY_VIDEO, VISIT_OVER, RELAY_REFUSED }),
  getCall: query('encounters:read', { disclosesPatient: true, care: 'visits' })
    .route({
      method: 'GET',
      path: '/api/telemedicine/consultation/{consultationId}/call',
      summary: 'Who is in the room of a visit, and the calls that were',
    })
    .input(visit)
    .output(CallState)
    .errors({ CONSULTATION_UNKNOWN }),
  listLobby: query('telehealth:join', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/telemedicine/lobby', summary: 'Today’s visits by video, and who waits' })
    .input(z.strictObject({}))
    .output(Lobby),
  endCall: command('telehealth:join')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/call/end',
      summary: 'Write down what the call was; the visit goes on',
    })
    .input(visit.extend({ isRoomClosed: z.boolean().default(false) }))
    .output(CallRecord.nullable())
    .errors({ CONSULTATION_UNKNOWN, RELAY_REFUSED }),
  sendMessage: command('telehealth:join', { care: 'visits' })
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/messages',
      successStatus: 201,
      summary: 'Write to the patient under this visit; it goes out when there is a line',
    })
    .input(SendMessage)
    .output(VisitMessage)
    .errors({
      CONSULTATION_UNKNOWN,
      NOTHING_SAID: { status: 422, message: 'Write something, or add a photo.' },
      PHOTO_UNREADABLE: { status: 422, message: 'A photo is not a JPEG or PNG. Nothing was sent. Take it again.' },
    }),
  listMessages: query('encounters:read', { disclosesPatient: true, care: 'visits' })
    .route({
      method: 'GET',
      path: '/api/telemedicine/consultation/{consultationId}/messages',
      summary: 'The messages of a visit, the oldest first',
    })
    .input(visit)
    .output(z.object({ items: z.array(VisitMessage) }))
    .errors({ CONSULTATION_UNKNOWN }),
  getPhoto: query('encounters:read', { disclosesPatient: true, care: 'visits' })
    .route({
      method: 'GET',
      path: '/api/telemedicine/consultation/{consultationId}/photos/{photoId}',
      summary: 'A photo of a message',
    })
    .input(visit.extend({ photoId: AnyId }))
    .output(z.object({ mediaType: z.string(), content: z.string() }))
    .errors({
      CONSULTATION_UNKNOWN,
      PHOTO_UNKNOWN: { status: 404, message: 'This photo is not here yet. It comes with the next sync.' },
    }),
}
