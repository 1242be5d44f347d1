import { sha256 } from '../adapters/oplog/sha256.js'
import { signWords, verifyingKeyOf, verifyWords } from '../adapters/oplog/signing.js'
import { relayTraffic } from '../adapters/relay/transport.js'
import type { Act } from '../core/ports/journal.js'
import type { MeterPort } from '../core/ports/meter.js'
import { meter } from '../core/usage/metering.js'
import type { SyncParts } from './sync/parts.js'
import { readDevices } from './sync/state.js'

const bytesOfMegabyte = 1_000_000

/**
 * The meter of an open file. Nothing runs within an operation: the program's own counters are read at each look, and what is in
 * the records is counted there once an hour.
 */
export function openMeter(
  { database, journal, secrets, clock, ids }: SyncParts,
  { tenantId, act, fileBytes }: { tenantId: () => string; act: Act; fileBytes: () => number },
): MeterPort {
  let { user, system } = process.cpuUsage()
  let bytes = relayTraffic.bytes
  const seals = {
    hash: (words: string) => sha256(Buffer.from(words)).toString('hex'),
    sign: (words: string) => signWords(secrets.device.signingKey, words),
    isSigned(device: string, words: string, signature: string) {
      const key =
        device === secrets.deviceId
          ? secrets.device.signingPublicKey
          : database.read(readDevices).find(({ id }) => id === device)?.certificate.signingKey
      return key === undefined ? null : verifyWords(verifyingKeyOf(key), words, signature)
    },
  }
  return {
    ...seals,
    look() {
      const cpu = process.cpuUsage()
      const sample = {
        compute: Math.round((cpu.user + cpu.system - user - system) / 1000),
        storage: Math.ceil(fileBytes() / bytesOfMegabyte),
        network: relayTraffic.bytes - bytes,
      }
      meter(
        {
          database,
          journal,
          act,
          tenantId: tenantId(),
          deviceId: secrets.deviceId,
          seals,
          now: () => clock.now(),
          ...ids,
        },
        sample,
      )
      // After it is kept: what could not be written down is taken with the next look.
      user = cpu.user
      system = cpu.system
      bytes += sample.network
    },
  }
}
