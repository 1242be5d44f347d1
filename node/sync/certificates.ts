import type { KeyObject } from 'node:crypto'
import type { EpochKeys } from '../../adapters/journal/op-log.js'
import { expandKey, seal, unseal } from '../../adapters/keys/wrap.js'
import { signWords, verifyingKeyOf, verifyWords } from '../../adapters/oplog/signing.js'
import type { Instant } from '../../core/kernel/instant.js'
import {
  certificateWords,
  type DeviceCertificate,
  type Revocation,
  recoveryWords,
  revocationWords,
  type WrappedKeys,
} from '../../core/sync/protocol.js'

/** The half of a device that others know. */
export interface DevicePublicKeys {
  device: string
  signingKey: string
  boxKey: string
}

/** Certifies a device under the key of another, or its own for the first. */
export function certify(
  signer: { id: string; signingKey: KeyObject },
  tenant: string,
  device: DevicePublicKeys,
  about: { sealedName: string; isAdministrator: boolean; enrolledAt: Instant },
): DeviceCertificate {
  const words = { v: 1 as const, tenant, ...device, ...about, signedBy: signer.id }
  return { ...words, signature: signWords(signer.signingKey, certificateWords(words)) }
}

export const isCertifiedBy = (certificate: DeviceCertificate, signingKey: string): boolean =>
  verifyWords(verifyingKeyOf(signingKey), certificateWords(certificate), certificate.signature)

/** Removes a device: the next epoch's keys are for those who stay. */
export function revoke(
  signer: { id: string; signingKey: KeyObject },
  about: { tenant: string; device: string; lastSeq: number; epoch: number; keys: WrappedKeys[] },
): Revocation {
  const words = { v: 1 as const, ...about, signedBy: signer.id }
  return { ...words, signature: signWords(signer.signingKey, revocationWords(words)) }
}

export const isRevokedBy = (revocation: Revocation, signingKey: string): boolean =>
  verifyWords(verifyingKeyOf(signingKey), revocationWords(revocation), revocation.signature)

/** A device's name as certificates carry it: `<epoch>.<sealed>`, which the relay does not read. */
export function sealName(epochs: EpochKeys, device: string, name: string): string {
  const { epoch, key } = epochs.current()
  const sealed = seal(expandKey(key, 'medichain device names'), Buffer.from(name), device)
  return `${epoch}.${Buffer.from(sealed).toString('base64url')}`
}

/** The name; a device whose name cannot be read is called by its id's first letters. */
export function openName(epochs: EpochKeys, { device, sealedName }: DeviceCertificate): string {
  const [epoch = '', sealed = ''] = sealedName.split('.')
  const key = epochs.of(Number(epoch))
  const name = key && unseal(expandKey(key, 'medichain device names'), Buffer.from(sealed, 'base64url'), device)
  return name ? Buffer.from(name).toString() : device.slice(0, 6)
}

/** Whether the recovery key certified the device as a new first one. */
export const isRecovered = (certificate: DeviceCertificate, signature: string, recoveryKey: string): boolean =>
  verifyWords(verifyingKeyOf(recoveryKey), recoveryWords(certificate), signature)
