import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { newReadableCode, normalizeRecoveryCode } from '../../adapters/keys/recovery-code.js'
import { expandKey, seal, unseal } from '../../adapters/keys/wrap.js'
import {
  DeviceId,
  type EnrollmentAnswer,
  type EnrollmentRequest,
  enrollmentAnswerWords,
  enrollmentWords,
  Invite,
  TenantId,
} from '../../core/sync/protocol.js'

/** What the code on the administrator's screen says. The relay never learns the secret. */
const SealedPlace = z.tuple([z.string().max(300), z.string().nullable(), z.string(), TenantId])
const Invitation = z.tuple([...SealedPlace.def.items, Invite.shape.inviteId, z.string().regex(/^[A-Za-z0-9_-]{43}$/)])

export interface Invitation {
  url: string
  fingerprint: string | null
  relayId: string
  tenant: string
  inviteId: string
  secret: Uint8Array
}

export const inviteLifeMs = 10 * 60_000
const shortCodeLength = 16

type Place = Omit<Invitation, 'inviteId' | 'secret'>

/**
 * A new invitation and its short code, which is read aloud: 80 random bits, from which the invitation's secret and its id are
 * derived. What lies at the relay under that id is sealed under the code, so that where the clinic is and whose certificate
 * its relay shows comes from the administrator and from nobody else.
 */
export function newInvitation(at: Place): { invitation: Invitation; shortCode: string; sealed: string } {
  const shortCode = newReadableCode(shortCodeLength)
  const half = halfOf(shortCode)
  const { url, fingerprint, relayId, tenant } = at
  const words = Buffer.from(JSON.stringify([url, fingerprint, relayId, tenant] satisfies z.infer<typeof SealedPlace>))
  return { invitation: { ...at, ...half }, shortCode, sealed: toText(seal(placeKey(half), words, half.inviteId)) }
}

/** What a short code says by itself; undefined where it is none. */
export function readShortCode(code: string): Pick<Invitation, 'inviteId' | 'secret'> | undefined {
  const text = normalizeRecoveryCode(code)
  return new RegExp(`^[0-9A-HJKMNP-TV-Z]{${shortCodeLength}}$`).test(text) ? halfOf(text) : undefined
}

/** The whole invitation; undefined where what lies at the relay was not made with this code. */
export function completeInvitation(
  half: Pick<Invitation, 'inviteId' | 'secret'>,
  sealed: string,
): Invitation | undefined {
  const words = unseal(placeKey(half), Buffer.from(sealed, 'base64url'), half.inviteId)
  if (!words) return undefined
  const [url, fingerprint, relayId, tenant] = SealedPlace.parse(JSON.parse(Buffer.from(words).toString()))
  return { url, fingerprint, relayId, tenant, ...half }
}

function halfOf(code: string): Pick<Invitation, 'inviteId' | 'secret'> {
  const bytes = Buffer.from(normalizeRecoveryCode(code))
  const id = expandKey(bytes, 'medichain invitation id', 16)
  return { inviteId: toText(id), secret: expandKey(bytes, 'medichain invitation secret') }
}

const placeKey = ({ secret }: Pick<Invitation, 'secret'>): Uint8Array => expandKey(secret, 'medichain invited place')

const prefix = 'MC1-'
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** The code as text, which a QR code holds as well. */
export function encodeInvitation({ url, fingerprint, relayId, tenant, inviteId, secret }: Invitation): string {
  const parts = [url, fingerprint, relayId, tenant, inviteId, toText(secret)] satisfies z.infer<typeof Invitation>
  return prefix + toText(Buffer.from(JSON.stringify(parts)))
}

/** What a typed or scanned code says; undefined where it is none. Line breaks and spaces do not matter. */
export function decodeInvitation(code: string): Invitation | undefined {
  const text = code.replace(/\s/g, '')
  if (!text.startsWith(prefix)) return undefined
  try {
    const parts = Invitation.parse(JSON.parse(Buffer.from(text.slice(prefix.length), 'base64url').toString()))
    const [url, fingerprint, relayId, tenant, inviteId, secret] = parts
    DeviceId.parse(relayId)
    return { url, fingerprint, relayId, tenant, inviteId, secret: Buffer.from(secret, 'base64url') }
  } catch {
    return undefined
  }
}

const mac = (secret: Uint8Array, words: string): string =>
  createHmac('sha256', expandKey(secret, 'medichain invitation')).update(words).digest('base64url')

function isMac(secret: Uint8Array, words: string, said: string): boolean {
  const [right, given] = [Buffer.from(mac(secret, words)), Buffer.from(said)]
  return right.length === given.length && timingSafeEqual(right, given)
}

export const macRequest = (secret: Uint8Array, request: Omit<EnrollmentRequest, 'mac'>): EnrollmentRequest => ({
  ...request,
  mac: mac(secret, enrollmentWords(request)),
})
export const isRequestGenuine = (secret: Uint8Array, request: EnrollmentRequest): boolean =>
  isMac(secret, enrollmentWords(request), request.mac)

export const macAnswer = (secret: Uint8Array, answer: Omit<EnrollmentAnswer, 'mac'>): EnrollmentAnswer => ({
  ...answer,
  mac: mac(secret, enrollmentAnswerWords(answer)),
})
export const isAnswerGenuine = (secret: Uint8Array, answer: EnrollmentAnswer): boolean =>
  isMac(secret, enrollmentAnswerWords(answer), answer.mac)

/** What people will call the new device, which the administrator reads before they let it in. */
export const sealRequestedName = (secret: Uint8Array, device: string, name: string): string =>
  toText(seal(expandKey(secret, 'medichain invited name'), Buffer.from(name), device))

export function openRequestedName(secret: Uint8Array, { device, sealedName }: EnrollmentRequest): string | undefined {
  const name = unseal(expandKey(secret, 'medichain invited name'), Buffer.from(sealedName, 'base64url'), device)
  return name && Buffer.from(name).toString()
}
