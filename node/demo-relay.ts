import type { DevicesPort, HubPort } from '../core/ports/sync.js'
import type { Clinic } from '../core/tenancy/model.js'

/**
 * A demo clinic has nobody who runs a relay for it: with its first call it gets one on this computer, so that the doctor's window and
 * a browser beside it can really meet without any network. A real clinic is never given one that it did not choose.
 */
export async function ensureDemoRelay({
  clinic,
  hub,
  devices,
}: {
  clinic: Clinic
  hub: HubPort
  devices: DevicesPort
}): Promise<void> {
  if (!clinic.isDemo) return
  const { state, url, fingerprint } = await hub.startHere()
  if (state === 'on' && url !== null)
    await devices.connect({ url, fingerprint, deviceName: 'This computer', admission: null })
}
