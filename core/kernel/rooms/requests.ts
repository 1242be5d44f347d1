import * as z from 'zod'
import { Card, MediaSource, ParticipantId, Sealed } from './identity.js'
import {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  MediaId,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
} from './media.js'

/** What a participant asks of the relay: one entry a question, with what it says and what it is answered with. */

const nothing = z.strictObject({})
const transportId = MediaId
const consumerId = MediaId
const producerId = MediaId
export const TransportInfo = z.strictObject({
  id: MediaId,
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate).max(40),
  dtlsParameters: DtlsParameters,
})
export type TransportInfo = z.infer<typeof TransportInfo>

export const ConsumerInfo = z.strictObject({
  id: MediaId,
  producerId: MediaId,
  kind: MediaKind,
  rtpParameters: RtpParameters,
  type: z.enum(['simple', 'simulcast', 'svc', 'pipe']),
  isProducerPaused: z.boolean(),
})
export type ConsumerInfo = z.infer<typeof ConsumerInfo>

/** How the call is for the one who reports, once in five seconds at most; numbers alone. */
export const QualityReport = z.strictObject({
  /** What the person gets now: the automatic steps down. */
  step: z.enum(['high', 'medium', 'low', 'audio-only', 'messages']),
  roundTripMs: z.int().min(0).max(60_000).nullable(),
  lossPercent: z.number().min(0).max(100).nullable(),
  sentKbps: z.int().min(0).max(100_000).nullable(),
  receivedKbps: z.int().min(0).max(100_000).nullable(),
  framesDecoded: z.int().min(0).nullable(),
})
export type QualityReport = z.infer<typeof QualityReport>

/** Each question: what it says and what it is answered with. */
export const roomRequests = {
  /** May be asked in the lobby, so that the call begins at once when the doctor admits. */
  createTransport: {
    input: z.strictObject({ direction: z.enum(['send', 'receive']), isTcpOnly: z.boolean().default(false) }),
    output: TransportInfo,
  },
  connectTransport: { input: z.strictObject({ transportId, dtlsParameters: DtlsParameters }), output: nothing },
  restartIce: { input: z.strictObject({ transportId }), output: z.strictObject({ iceParameters: IceParameters }) },
  closeTransport: { input: z.strictObject({ transportId }), output: nothing },
  /** In the lobby too: it stays paused at the relay, and unseen, until the participant is admitted. */
  produce: {
    input: z.strictObject({
      transportId,
      kind: MediaKind,
      source: MediaSource,
      rtpParameters: RtpParameters,
      isPaused: z.boolean().default(false),
    }),
    output: z.strictObject({ producerId: MediaId }),
  },
  pauseProducer: { input: z.strictObject({ producerId }), output: nothing },
  resumeProducer: { input: z.strictObject({ producerId }), output: nothing },
  closeProducer: { input: z.strictObject({ producerId }), output: nothing },
  /** Begins paused: `resumeConsumer` when the track and its transform stand. */
  consume: {
    input: z.strictObject({ transportId, producerId, rtpCapabilities: RtpCapabilities }),
    output: ConsumerInfo,
  },
  pauseConsumer: { input: z.strictObject({ consumerId }), output: nothing },
  resumeConsumer: { input: z.strictObject({ consumerId }), output: nothing },
  closeConsumer: { input: z.strictObject({ consumerId }), output: nothing },
  setLayers: {
    input: z.strictObject({ consumerId, spatial: z.int().min(0).max(3), temporal: z.int().min(0).max(3).nullable() }),
    output: nothing,
  },
  requestKeyFrame: { input: z.strictObject({ consumerId }), output: nothing },
  /** Sealed words for one participant or, without `to`, all others that are admitted. */
  pass: {
    input: z.strictObject({
      to: ParticipantId.nullable(),
      about: z.enum(['key', 'chat', 'hand']),
      payload: Sealed,
    }),
    output: z.strictObject({ delivered: z.int() }),
  },
  /** A new sealed card: consent given, symptoms written, another language. */
  setCard: { input: z.strictObject({ card: Card }), output: nothing },
  report: { input: QualityReport, output: nothing },
  /** The doctor's: into the call, back into the lobby, out of the room. */
  admit: { input: z.strictObject({ participant: ParticipantId }), output: nothing },
  hold: { input: z.strictObject({ participant: ParticipantId }), output: nothing },
  remove: { input: z.strictObject({ participant: ParticipantId }), output: nothing },
  /** The doctor's: ends the call for all. The visit goes on, and the same links lead back into the lobby until they expire. */
  endCall: { input: nothing, output: nothing },
  /** Goes for good: the seat is free, nobody waits for this participant. */
  leave: { input: nothing, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type RoomRequestName = keyof typeof roomRequests
export type RoomRequestInput<N extends RoomRequestName> = z.input<(typeof roomRequests)[N]['input']>
export type RoomRequestOutput<N extends RoomRequestName> = z.output<(typeof roomRequests)[N]['output']>

/** The envelope of a question; `data` is parsed by the schema of its name. Unknown names are refused. */
export const RoomRequest = z.strictObject({
  type: z.literal('ask'),
  id: z.int().min(1).max(2_147_483_647),
  name: z.enum(Object.keys(roomRequests) as [RoomRequestName, ...RoomRequestName[]]),
  data: z.unknown(),
})
export type RoomRequest = z.infer<typeof RoomRequest>
