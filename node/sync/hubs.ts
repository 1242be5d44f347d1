import { Bonjour } from 'bonjour-service'
import type { FoundHub } from '../../core/devices/model.js'

/** Looks for relays that announce themselves (relay/announce.ts). What they say proves nothing: a device pins a fingerprint. */
export function findHubs(waitMs = 1_500): Promise<FoundHub[]> {
  return new Promise((resolve) => {
    const found = new Map<string, FoundHub>()
    const bonjour = new Bonjour({}, () => resolve([...found.values()]))
    const browser = bonjour.find({ type: 'medichain', protocol: 'tcp' }, ({ name, host, port, addresses, txt }) => {
      const address = addresses?.find((one) => /^\d+(\.\d+){3}$/.test(one)) ?? host
      const { fingerprint } = (txt ?? {}) as { fingerprint?: unknown }
      const pinned = typeof fingerprint === 'string' ? fingerprint : null
      found.set(name, { name, url: `${pinned ? 'https' : 'http'}://${address}:${port}`, fingerprint: pinned })
    })
    setTimeout(() => {
      browser.stop()
      bonjour.destroy()
      resolve([...found.values()])
    }, waitMs)
  })
}
