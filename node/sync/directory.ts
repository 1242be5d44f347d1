import type { DeviceCertificate, Revocation, TenantDirectory } from '../../core/sync/protocol.js'
import type { ClinicSecrets, TenantSecrets } from '../secrets.js'
import { isCertifiedBy, isRecovered, isRevokedBy } from './certificates.js'
import { Distrust } from './distrust.js'
import type { KnownDevice } from './state.js'
import { openEpochKey } from './tenant-keys.js'

/** A directory that was checked against what is known: the devices, and the keys of epochs that are new here. */
export interface CheckedDirectory {
  devices: Omit<KnownDevice, 'name' | 'batchHead'>[]
  epochKeys: Map<number, Uint8Array>
}

type Found = CheckedDirectory['devices'][number]

/**
 * Checks the relay's directory: all that was known is still there, and all that is new leads back, certificate by certificate,
 * to the tenant's first device or to its recovery code.
 * @throws {Distrust}
 */
export function checkDirectory(
  said: TenantDirectory,
  known: readonly KnownDevice[],
  own: { tenant: TenantSecrets; device: ClinicSecrets['device'] },
): CheckedDirectory {
  checkNothingLost(said, known)
  const found = new Map<string, Found>(known.map((device) => [device.id, device]))
  admit(said, found, own.tenant)
  const epochKeys = new Map<number, Uint8Array>()
  const revocations = [...said.revocations].sort((a, b) => a.epoch - b.epoch)
  for (const [index, revocation] of revocations.entries()) {
    if (revocation.epoch !== index + 2) throw lie('BAD_CERTIFICATE', revocation.device, 'epochs have gaps')
    removeDevice(found, revocation, own.tenant.tenantId)
    const wrapped = revocation.keys.find(({ device }) => device === own.device.id)
    if (!wrapped || own.tenant.epochKeys.has(revocation.epoch)) continue
    const key = openEpochKey(own.tenant.tenantId, own.device.box, wrapped)
    if (!key) throw lie('UNKNOWN_EPOCH', revocation.signedBy, `the key of epoch ${revocation.epoch} does not open`)
    epochKeys.set(revocation.epoch, key)
  }
  if (said.epoch !== revocations.length + 1) throw lie('BAD_CERTIFICATE', undefined, 'the epoch is another')
  return { devices: [...found.values()], epochKeys }
}

const lie = (reason: ConstructorParameters<typeof Distrust>[0], device: string | undefined, detail: string) =>
  new Distrust(reason, { device, detail })

function checkNothingLost(said: TenantDirectory, known: readonly KnownDevice[]): void {
  const certificates = new Map(said.certificates.map((one) => [one.device, one]))
  const revocations = new Map(said.revocations.map((one) => [one.device, one]))
  for (const { id, certificate, revocation } of known) {
    const now = certificates.get(id)
    if (!now) throw lie('ROLLED_BACK', id, 'a device is not in the directory any more')
    if (now.signature !== certificate.signature) throw lie('BAD_CERTIFICATE', id, 'a certificate was replaced')
    if (revocation && revocations.get(id)?.signature !== revocation.signature)
      throw lie('ROLLED_BACK', id, 'a removed device is back')
  }
}

/** Admits certificates whose signer is admitted, until no more are. */
function admit(said: TenantDirectory, found: Map<string, Found>, tenant: TenantSecrets): void {
  const recoveries = new Map(said.recoveries.map((one) => [one.device, one.signature]))
  let waiting = said.certificates.filter(({ device }) => !found.has(device))
  for (;;) {
    const admitted = waiting.filter((certificate) => isAdmissible(certificate, found, tenant, recoveries))
    if (admitted.length === 0) break
    for (const certificate of admitted) {
      const recovery = recoveries.get(certificate.device) ?? null
      found.set(certificate.device, { id: certificate.device, certificate, recovery, revocation: null })
    }
    waiting = waiting.filter(({ device }) => !found.has(device))
  }
  const [stranger] = waiting
  if (stranger) throw lie('BAD_CERTIFICATE', stranger.device, 'nobody of the clinic certified it')
}

function isAdmissible(
  certificate: DeviceCertificate,
  found: ReadonlyMap<string, Found>,
  { tenantId, root, recovery }: TenantSecrets,
  recoveries: ReadonlyMap<string, string>,
): boolean {
  if (certificate.tenant !== tenantId) return false
  if (certificate.signedBy !== certificate.device) {
    const signer = found.get(certificate.signedBy)
    // Whoever was removed before this certificate was first seen certifies nobody any more.
    const maySign = signer?.certificate.isAdministrator === true && signer.revocation === null
    return maySign && isCertifiedBy(certificate, signer.certificate.signingKey)
  }
  if (!isCertifiedBy(certificate, certificate.signingKey)) return false
  if (certificate.device === root.device) return certificate.signingKey === root.signingKey
  const signature = recoveries.get(certificate.device)
  return signature !== undefined && isRecovered(certificate, signature, recovery.signingKey)
}

function removeDevice(found: Map<string, Found>, revocation: Revocation, tenant: string): void {
  const device = found.get(revocation.device)
  const signer = found.get(revocation.signedBy)
  if (!device || device.revocation) {
    if (device?.revocation?.signature === revocation.signature) return
    throw lie('BAD_CERTIFICATE', revocation.device, 'a removal of nobody')
  }
  const isSound =
    revocation.tenant === tenant &&
    signer?.certificate.isAdministrator === true &&
    (signer.revocation === null || signer.revocation.epoch > revocation.epoch) &&
    isRevokedBy(revocation, signer.certificate.signingKey)
  if (!isSound) throw lie('BAD_CERTIFICATE', revocation.device, 'no administrator removed it')
  found.set(device.id, { ...device, revocation })
}
