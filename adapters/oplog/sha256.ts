import * as crypto from 'node:crypto'

/** The runtime's one call for a hash makes no object to collect; Node 18 (the fallback runtime) lacks it. */
const inOneCall: typeof crypto.hash | undefined = crypto.hash
/** Beyond this, copying the parts together costs more than the object. */
const worthCopying = 16_384

/** SHA-256 over the parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  if (inOneCall && length <= worthCopying) return inOneCall('sha256', joined(parts, length), 'buffer')
  const hash = crypto.createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
