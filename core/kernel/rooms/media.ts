import * as z from 'zod'

/** What WebRTC itself needs, as shapes and sizes; mediasoup checks the meaning. */

export const MediaKind = z.enum(['audio', 'video'])
/** An id that mediasoup gave. */
export const MediaId = z.string().min(1).max(60)

const word = z.string().max(200)
const parameters = z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]))
const rtcpFeedback = z.array(z.strictObject({ type: word, parameter: word.optional() })).max(20)
const codec = {
  mimeType: word,
  clockRate: z.int(),
  channels: z.int().optional(),
  parameters: parameters.optional(),
  rtcpFeedback: rtcpFeedback.optional(),
}
export const RtpCapabilities = z.strictObject({
  codecs: z
    .array(z.strictObject({ ...codec, kind: MediaKind, preferredPayloadType: z.int().optional() }))
    .max(60)
    .optional(),
  headerExtensions: z
    .array(
      z.strictObject({
        kind: MediaKind.optional(),
        uri: word,
        preferredId: z.int(),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(60)
    .optional(),
})
export type RtpCapabilities = z.infer<typeof RtpCapabilities>

export const RtpParameters = z.strictObject({
  mid: word.optional(),
  msid: word.optional(),
  codecs: z.array(z.strictObject({ ...codec, payloadType: z.int() })).max(10),
  headerExtensions: z
    .array(
      z.strictObject({
        uri: word,
        id: z.int(),
        encrypt: z.boolean().optional(),
        parameters: parameters.optional(),
      }),
    )
    .max(40)
    .optional(),
  encodings: z
    .array(
      z.strictObject({
        ssrc: z.int().optional(),
        rid: z.string().max(16).optional(),
        codecPayloadType: z.int().optional(),
        rtx: z.strictObject({ ssrc: z.int() }).optional(),
        dtx: z.boolean().optional(),
        active: z.boolean().optional(),
        scalabilityMode: z.string().max(20).optional(),
        scaleResolutionDownBy: z.number().optional(),
        maxBitrate: z.int().optional(),
        maxFramerate: z.number().optional(),
        adaptivePtime: z.boolean().optional(),
        priority: word.optional(),
        networkPriority: word.optional(),
      }),
    )
    .max(4)
    .optional(),
  rtcp: z
    .strictObject({
      cname: word.optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
})
export type RtpParameters = z.infer<typeof RtpParameters>

export const DtlsParameters = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(z.strictObject({ algorithm: z.string().max(20), value: word }))
    .min(1)
    .max(10),
})
export const IceParameters = z.strictObject({
  usernameFragment: word,
  password: word,
  iceLite: z.boolean().optional(),
})
export const IceCandidate = z.strictObject({
  foundation: word,
  priority: z.int(),
  ip: word,
  address: word.optional(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.int().min(1).max(65_535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['active', 'passive', 'so']).optional(),
})
export const IceServer = z.strictObject({
  urls: z.array(z.string().max(300)).min(1).max(8),
  username: z.string().max(200).optional(),
  credential: z.string().max(200).optional(),
})
export type IceServer = z.infer<typeof IceServer>
