import * as z from 'zod'

/**
 * What devices and the relay say to each other, version 1 (docs/adr/0008). The relay sees ids, sizes, times and ciphertext.
 * All ids are 128 random bits in base64url; keys, hashes and signatures are base64url or hex as named.
 */
export const protocolVersion = 1

export const TenantId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
export const DeviceId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
export const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const base64 = (bytes: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`))
/** Ed25519: public key 32 bytes, signature 64; X25519: public key 32. */
export const SigningKey = base64(32)
export const BoxKey = base64(32)
export const Signature = base64(64)

/** One op may weigh a mebibyte, a batch eight; the relay refuses what is larger. */
export const maximumOpBytes = 1_048_576
export const maximumBatchBytes = 8 * 1_048_576
export const blobChunkBytes = 1_048_576
/** An attachment or a snapshot has at most so many chunks. */
export const maximumBlobChunks = 4_096

/** The head of a sync op: in the clear, authenticated by the op's cipher and by the batch's signature. */
export const OpHeader = z.strictObject({
  v: z.literal(1),
  tenant: TenantId,
  epoch: z.int().min(1),
  device: DeviceId,
  /** Counts from 1 without a gap. */
  seq: z.int().min(1),
  /** SHA-256 of the device's op before this one; zeros for the first. */
  prevHash: Hash,
  opId: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  hlc: z.string().min(24).max(40),
})
export type OpHeader = z.infer<typeof OpHeader>

/** The head of a batch: consecutive ops of one device, signed over the Merkle root of their hashes. */
export const BatchHead = z.strictObject({
  v: z.literal(1),
  tenant: TenantId,
  device: DeviceId,
  fromSeq: z.int().min(1),
  count: z.int().min(1).max(100_000),
  /** Hash of the op before the first, so that a batch can be placed without its neighbors. */
  prevHash: Hash,
  /** Hash of the last op: the device's head after this batch. */
  lastHash: Hash,
  root: Hash,
  /** Ed25519 by the device, over `batchWords(head)`. */
  signature: Signature,
})
export type BatchHead = z.infer<typeof BatchHead>

/** The words that a device signs for a batch; UTF-8. */
export const batchWords = (head: Omit<BatchHead, 'signature'>): string =>
  [
    'medichain-batch-1',
    head.tenant,
    head.device,
    head.fromSeq,
    head.count,
    head.prevHash,
    head.lastHash,
    head.root,
  ].join('\n')

/** A device as its tenant's administrators certified it. `signedBy` is a device of the tenant, or itself for the first. */
export const DeviceCertificate = z.strictObject({
  v: z.literal(1),
  tenant: TenantId,
  device: DeviceId,
  /** What people call it: Front desk 2. Sealed with the tenant's key; the relay stores it unread. */
  sealedName: z.string().min(1).max(400),
  signingKey: SigningKey,
  boxKey: BoxKey,
  isAdministrator: z.boolean(),
  enrolledAt: z.iso.datetime({ precision: 3 }),
  signedBy: DeviceId,
  signature: Signature,
})
export type DeviceCertificate = z.infer<typeof DeviceCertificate>

export const certificateWords = (certificate: Omit<DeviceCertificate, 'signature'>): string =>
  [
    'medichain-device-1',
    certificate.tenant,
    certificate.device,
    certificate.sealedName,
    certificate.signingKey,
    certificate.boxKey,
    certificate.isAdministrator,
    certificate.enrolledAt,
    certificate.signedBy,
  ].join('\n')

/** An epoch's keys wrapped for one device (X25519, HKDF-SHA256, AES-256-GCM): ephemeral public key and ciphertext. */
export const WrappedKeys = z.strictObject({
  device: DeviceId,
  epoch: z.int().min(1),
  ephemeral: BoxKey,
  sealed: z.string().max(4_000),
})
export type WrappedKeys = z.infer<typeof WrappedKeys>

/** Revoking a device: certified by an administrator's device, with the next epoch's keys for all who stay. */
export const Revocation = z.strictObject({
  v: z.literal(1),
  tenant: TenantId,
  device: DeviceId,
  /** Ops of the device after this seq are refused. */
  lastSeq: z.int().min(0),
  epoch: z.int().min(2),
  keys: z.array(WrappedKeys).max(1_000),
  signedBy: DeviceId,
  signature: Signature,
})
export type Revocation = z.infer<typeof Revocation>

export const revocationWords = (revocation: Omit<Revocation, 'signature'>): string =>
  [
    'medichain-revocation-1',
    revocation.tenant,
    revocation.device,
    revocation.lastSeq,
    revocation.epoch,
    revocation.signedBy,
    ...revocation.keys.map(({ device, epoch, ephemeral, sealed }) => [device, epoch, ephemeral, sealed].join(' ')),
  ].join('\n')

/** A device of a tenant that was at another relay before. */
const MovedDevice = z.strictObject({
  certificate: DeviceCertificate,
  /** The recovery key's signature, where it certified the device. */
  recovery: Signature.nullable(),
  revocation: Revocation.nullable(),
})

/**
 * Founding a tenant at a relay: the first device certifies itself. `admission` is the relay operator's word, where one is asked.
 * `others` come along where the tenant was at another relay: what they are is checked by devices, as all of the directory is.
 */
export const FoundTenant = z.strictObject({
  certificate: DeviceCertificate,
  admission: z.string().max(200).nullable(),
  /** Brings the tenant back when every device is lost: Ed25519 public key derived from the recovery code. */
  recoveryKey: SigningKey,
  /** The epoch keys sealed under a key derived from the recovery code. */
  sealedRecovery: z.string().max(100_000),
  others: z.array(MovedDevice).max(1_000).default([]),
})

/** What `GET /v1/relay` says to anybody. `relay` is the relay's own id, one for all its processes: see `challengeWords`. */
export const RelayInfo = z.strictObject({
  protocol: z.literal(protocolVersion),
  relay: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  name: z.string().max(200),
  isAdmissionNeeded: z.boolean(),
  limits: z.strictObject({ opBytes: z.int(), batchBytes: z.int(), blobChunkBytes: z.int(), blobChunks: z.int() }),
})
export type RelayInfo = z.infer<typeof RelayInfo>

/** Every device is lost: the recovery key certifies a new first device, whose certificate is signed by itself. */
export const RecoverTenant = z.strictObject({
  certificate: DeviceCertificate,
  /** Ed25519 by the recovery key, over `recoveryWords(certificate)`. */
  signature: Signature,
})
export const recoveryWords = (certificate: Omit<DeviceCertificate, 'signature'>): string =>
  ['medichain-recovery-1', certificateWords(certificate)].join('\n')

/** What brings a tenant back; asked for by tenant or by recovery key, because somebody who lost all has only the code. */
export const Recovery = z.strictObject({
  tenant: TenantId,
  recoveryKey: SigningKey,
  sealedRecovery: z.string().max(100_000),
})
/** An administrator's device seals the epoch keys anew, after a revocation or with a new code (`PUT /v1/recovery`). */
export const ReplaceRecovery = Recovery.omit({ tenant: true })

/** An invitation as the relay knows it: an id, never the secret that the two devices share by eye. */
export const Invite = z.strictObject({
  inviteId: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** What the long code says, sealed under the short one, for who has only that (`GET /v1/invites/:inviteId`). */
  sealed: z.string().max(4_000).nullable().default(null),
})

/** What the relay keeps for who was told the short code. */
export const SealedInvite = z.strictObject({ sealed: z.string().max(4_000) })

/** What the new device leaves for the administrator: its keys, authenticated with the invitation's secret. */
export const EnrollmentRequest = z.strictObject({
  tenant: TenantId,
  inviteId: Invite.shape.inviteId,
  device: DeviceId,
  signingKey: SigningKey,
  boxKey: BoxKey,
  /** What people will call the device, sealed under the invitation's secret; the relay passes it on unread. */
  sealedName: z.string().min(1).max(400),
  /** HMAC-SHA256 with the invitation's secret over `enrollmentWords`. */
  mac: base64(32),
})
export type EnrollmentRequest = z.infer<typeof EnrollmentRequest>

export const enrollmentWords = (request: Omit<EnrollmentRequest, 'mac'>): string =>
  [
    'medichain-enrollment-1',
    request.tenant,
    request.inviteId,
    request.device,
    request.signingKey,
    request.boxKey,
    request.sealedName,
  ].join('\n')

/** Requests that wait for an administrator (`GET /v1/enrollments`). */
export const WaitingEnrollments = z.strictObject({ enrollments: z.array(EnrollmentRequest) })

/** The administrator's answer: certificate, wrapped keys, and the tenant's directory under the invitation's secret. */
export const EnrollmentAnswer = z.strictObject({
  certificate: DeviceCertificate,
  keys: z.array(WrappedKeys).min(1).max(1_000),
  /** HMAC-SHA256 with the invitation's secret over `enrollmentAnswerWords`: keys that the relay made up are found out. */
  mac: base64(32),
  administratorKey: SigningKey,
})
export type EnrollmentAnswer = z.infer<typeof EnrollmentAnswer>

export const enrollmentAnswerWords = (answer: Omit<EnrollmentAnswer, 'mac'>): string =>
  [
    'medichain-enrollment-answer-1',
    certificateWords(answer.certificate),
    answer.certificate.signature,
    answer.administratorKey,
    ...answer.keys.map(({ device, epoch, ephemeral, sealed }) => [device, epoch, ephemeral, sealed].join(' ')),
  ].join('\n')

export const Challenge = z.strictObject({ nonce: z.string().min(20).max(100) })
/** Signed by the device over `challengeWords`: proves the key to this relay alone. */
export const TokenRequest = z.strictObject({
  tenant: TenantId,
  device: DeviceId,
  nonce: z.string().max(100),
  signature: Signature,
})
export const challengeWords = (relay: string, tenant: string, device: string, nonce: string): string =>
  ['medichain-challenge-1', relay, tenant, device, nonce].join('\n')
export const Token = z.strictObject({ token: z.string().max(1_000), expiresInSeconds: z.int() })

/** What a push is answered with, after a durable commit. */
export const PushReceipt = z.strictObject({ cursor: z.int(), head: z.strictObject({ seq: z.int(), hash: Hash }) })
export type PushReceipt = z.infer<typeof PushReceipt>

/** The relay's view of a tenant, compared by devices with what they know. */
export const TenantDirectory = z.strictObject({
  cursor: z.int().min(0),
  epoch: z.int().min(1),
  certificates: z.array(DeviceCertificate),
  revocations: z.array(Revocation),
  /** Devices that the recovery key certified, with its signatures. */
  recoveries: z.array(z.strictObject({ device: DeviceId, signature: Signature })),
  heads: z.array(z.strictObject({ device: DeviceId, seq: z.int().min(0), hash: Hash })),
  keys: z.array(WrappedKeys),
  /** The tenant was at another relay before, so that what a device knows may come again. */
  isMoved: z.boolean().default(false),
})
export type TenantDirectory = z.infer<typeof TenantDirectory>

/** A snapshot's announcement; its bytes are a blob. `atCursor`: all batches up to this one are in it. */
export const SnapshotHead = z.strictObject({
  blob: Hash,
  bytes: z.int().min(1),
  atCursor: z.int().min(0),
  heads: TenantDirectory.shape.heads,
  device: DeviceId,
  signature: Signature,
})
export type SnapshotHead = z.infer<typeof SnapshotHead>
export const snapshotWords = (snapshot: Omit<SnapshotHead, 'signature'>): string =>
  [
    'medichain-snapshot-1',
    snapshot.blob,
    snapshot.bytes,
    snapshot.atCursor,
    snapshot.device,
    ...snapshot.heads.map(({ device, seq, hash }) => [device, seq, hash].join(' ')),
  ].join('\n')

/** Ends a blob's upload: its chunks are all there, each but the last of `blobChunkBytes` (`POST /v1/blobs/:hash`). */
export const BlobCompletion = z.strictObject({ bytes: z.int().min(1), chunks: z.int().min(1) })
/** How far a blob has come, so that an upload goes on where it stopped (`GET /v1/blobs/:hash`). */
export const BlobState = z.strictObject({
  hash: Hash,
  isComplete: z.boolean(),
  bytes: z.int().min(0),
  /** The chunks that are there, ascending. */
  chunks: z.array(z.int().min(0)),
})
export type BlobState = z.infer<typeof BlobState>

/** What a waiting device hears over its WebSocket. */
export const LiveMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cursor'), cursor: z.int() }),
  z.strictObject({ type: z.literal('enrollment') }),
  z.strictObject({ type: z.literal('directory') }),
  /** Somebody came or went in a room of the tenant, or a message waits there. */
  z.strictObject({ type: z.literal('room'), room: z.string().regex(/^[A-Za-z0-9_-]{22}$/) }),
])
export type LiveMessage = z.infer<typeof LiveMessage>

/** A refusal of the relay: what happened and what to do, in words for a log and a status bar. */
export const RelayRefusal = z.strictObject({
  code: z.enum([
    'UNAUTHORIZED',
    'FORBIDDEN',
    'MALFORMED',
    'TOO_LARGE',
    'QUOTA',
    'TOO_MANY',
    'WRONG_HEAD',
    // The tenant's directory went on since the device read it: read it again, decide again.
    'STALE',
    'BAD_SIGNATURE',
    'UNKNOWN_TENANT',
    'TENANT_EXISTS',
    'INVITE_EXPIRED',
    'DEVICE_REVOKED',
    'NOT_FOUND',
    'NOT_ADMITTED',
    'UNAVAILABLE',
  ]),
  message: z.string(),
  /** With WRONG_HEAD: where the device stands here. */
  head: z.strictObject({ seq: z.int(), hash: Hash }).optional(),
  retryAfterSeconds: z.int().optional(),
})
export type RelayRefusal = z.infer<typeof RelayRefusal>
