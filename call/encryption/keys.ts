import type { MediaSource } from '../../core/kernel/rooms/identity.js'
import { callKeyInfo } from '../../core/kernel/rooms/key-words.js'
import { fromBase64Url, toBase64Url, utf8 } from './bytes.js'

/** The key schedule of docs/adr/0010 by WebCrypto, which browsers and Node share. */

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const

/** A participant's own key, which lives as long as the page; the private half cannot be read, not even by us. */
export interface ParticipantKeyPair {
  readonly privateKey: CryptoKey
  /** The raw point, base64url. */
  readonly publicKey: string
}

export async function newParticipantKeyPair(): Promise<ParticipantKeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  return { privateKey, publicKey: toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))) }
}

async function derive(ikm: BufferSource, roomSecret: string, info: string, use: KeyUsage[]): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', ikm, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: fromBase64Url(roomSecret), info: utf8(info) }
  return crypto.subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, use)
}

const both: KeyUsage[] = ['encrypt', 'decrypt']

export const cardKey = (room: string, roomSecret: string): Promise<CryptoKey> =>
  derive(fromBase64Url(roomSecret), roomSecret, callKeyInfo.card(room), both)

export const messageKey = (room: string, roomSecret: string): Promise<CryptoKey> =>
  derive(fromBase64Url(roomSecret), roomSecret, callKeyInfo.message(room), both)

/** The key of one direction between two people: `mine` speaks to `theirs`, or hears from them. */
export async function pairKey(
  { room, roomSecret, mine }: { room: string; roomSecret: string; mine: ParticipantKeyPair },
  theirs: string,
  direction: 'to' | 'from',
): Promise<CryptoKey> {
  const point = await crypto.subtle.importKey('raw', fromBase64Url(theirs), curve, false, [])
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, mine.privateKey, 256)
  const [sender, receiver] = direction === 'to' ? [mine.publicKey, theirs] : [theirs, mine.publicKey]
  const use: KeyUsage[] = direction === 'to' ? ['encrypt'] : ['decrypt']
  return derive(shared, roomSecret, callKeyInfo.pair(room, sender, receiver), use)
}

export interface FrameKeyOf {
  readonly room: string
  readonly roomSecret: string
  readonly sender: string
  readonly epoch: number
  readonly source: MediaSource
}

/** The key of one source of one sender in one epoch, out of that sender's secret. */
export const frameKey = (
  { room, roomSecret, sender, epoch, source }: FrameKeyOf,
  secret: string,
  use: 'seal' | 'open',
) =>
  derive(fromBase64Url(secret), roomSecret, callKeyInfo.frame(room, sender, epoch, source), [
    use === 'seal' ? 'encrypt' : 'decrypt',
  ])

export const newSecret = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
export const newMessageId = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
