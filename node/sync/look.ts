import { RelayClient } from '../../adapters/relay/client.js'
import { lookAtCertificate } from '../../adapters/relay/transport.js'
import type { SeenRelay } from '../../core/devices/model.js'
import { accept, type Outcome, refuse } from '../../core/kernel/outcome.js'
import type { RelayProblem } from '../../core/ports/sync.js'
import { relayProblemOf } from './devices.js'

/** Who answers at an address, and with which certificate: a person compares it before anything of the clinic is told. */
export async function lookAtRelay(url: string): Promise<Outcome<SeenRelay, RelayProblem>> {
  let client: RelayClient | undefined
  try {
    const shown = await lookAtCertificate(url)
    const fingerprint = shown === null || shown.isVouchedFor ? null : shown.fingerprint
    client = new RelayClient({ url, fingerprint }, null, null)
    const { name, isAdmissionNeeded } = await client.info()
    return accept({ url, name, isAdmissionNeeded, fingerprint })
  } catch (error) {
    return refuse(relayProblemOf(error))
  } finally {
    client?.close()
  }
}
