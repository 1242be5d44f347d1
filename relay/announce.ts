import { Bonjour } from 'bonjour-service'
import { protocolVersion } from '../core/sync/protocol.js'

/**
 * Announces the relay on the clinic's network (mDNS, `_medichain._tcp`), so that a new device finds it without an address.
 * What is said there proves nothing: the device pins the fingerprint that its invitation brings.
 */
export function announce(
  relay: { id: string; name: string; port: number; fingerprint: string | null },
  failed: (error: unknown) => void,
): () => Promise<void> {
  const bonjour = new Bonjour({}, failed)
  const service = bonjour.publish({
    // Two relays of one name on a network are told apart by their ids.
    name: `${relay.name} ${relay.id.slice(0, 6)}`,
    type: 'medichain',
    protocol: 'tcp',
    port: relay.port,
    txt: { v: String(protocolVersion), relay: relay.id, ...(relay.fingerprint && { fingerprint: relay.fingerprint }) },
  })
  service.on('error', failed)
  return () =>
    new Promise((resolve) => {
      bonjour.unpublishAll(() => {
        bonjour.destroy()
        resolve()
      })
    })
}
