import { type KeyObject, randomBytes } from 'node:crypto'
import { SigningKey } from 'ethers'
import * as z from 'zod'
import type { EpochKeys } from '../adapters/journal/op-log.js'
import { type BoxKeyPair, boxKeyPair } from '../adapters/keys/box.js'
import { newSigningKey, publicKeyOf, signingKeyOf } from '../adapters/oplog/signing.js'
import type { Hex32 } from '../core/ports/chain.js'
import type { Reader, Writer } from '../core/ports/database.js'
import { newRecovery, type RecoveryHalves } from './recovery.js'

/** What all devices of a tenant share, as it stands in each of their files. It leaves a file only sealed to another device. */
export interface TenantSecrets {
  tenantId: string
  /** The epoch keys that this device was given, by epoch. */
  epochKeys: ReadonlyMap<number, Uint8Array>
  pseudonymSecret: Uint8Array
  operatorKey: Uint8Array
  deploymentSalt: Uint8Array
  /** What the devices know of the printed recovery code. */
  recovery: RecoveryHalves
  /** The first device, at which every chain of certificates ends. */
  root: { device: string; signingKey: string }
}

/** A device's own identity: its name in the log and the keys that never leave its file. */
export interface DeviceIdentity {
  id: string
  signingKey: KeyObject
  signingPublicKey: string
  signingSeed: Uint8Array
  box: BoxKeyPair
}

/** What a clinic's file knows besides its records. */
export interface ClinicSecrets {
  tenantId: string
  deviceId: string
  device: DeviceIdentity
  /** Seal the sync ops; the newest epoch's key seals new ones. */
  epochs: EpochKeys
  pseudonymSecret: Uint8Array
  /** The key that relays and pays on the clinic's own chain. */
  operatorKey: Hex32
  deploymentSalt: Hex32
  chainId: number
}

export function newDevice(): DeviceIdentity {
  const { seed } = newSigningKey()
  return deviceOf(randomBytes(16), seed, boxKeyPair().secret)
}

const deviceOf = (id: Uint8Array, signingSeed: Uint8Array, boxSecret: Uint8Array): DeviceIdentity => {
  const signingKey = signingKeyOf(signingSeed)
  return {
    id: Buffer.from(id).toString('base64url'),
    signingKey,
    signingPublicKey: publicKeyOf(signingKey),
    signingSeed,
    box: boxKeyPair(boxSecret),
  }
}

/** The secrets of a tenant that begins on this device. */
export const newTenant = (root: DeviceIdentity, recovery: RecoveryHalves): TenantSecrets => ({
  tenantId: randomBytes(16).toString('base64url'),
  epochKeys: new Map([[1, randomBytes(32)]]),
  pseudonymSecret: randomBytes(32),
  operatorKey: newScalar(),
  deploymentSalt: randomBytes(32),
  recovery,
  root: { device: root.id, signingKey: root.signingPublicKey },
})

/** Writes the secrets into a new file; those of a tenant of its own where none is named. */
export function plantSecrets(
  db: Writer,
  device: DeviceIdentity = newDevice(),
  tenant: TenantSecrets = newTenant(device, newRecovery().halves),
): void {
  const values: Record<string, Uint8Array> = {
    'device-id': Buffer.from(device.id, 'base64url'),
    'device-signing-seed': device.signingSeed,
    'device-box-secret': device.box.secret,
    'tenant-id': Buffer.from(tenant.tenantId, 'base64url'),
    'pseudonym-secret': tenant.pseudonymSecret,
    'operator-key': tenant.operatorKey,
    'deployment-salt': tenant.deploymentSalt,
    'recovery-box-key': Buffer.from(tenant.recovery.boxKey, 'base64url'),
    'recovery-signing-key': Buffer.from(tenant.recovery.signingKey, 'base64url'),
    'recovery-seal-secret': Buffer.from(tenant.recovery.sealSecret, 'base64url'),
    'root-device': Buffer.from(tenant.root.device, 'base64url'),
    'root-signing-key': Buffer.from(tenant.root.signingKey, 'base64url'),
  }
  for (const [name, value] of Object.entries(values)) insertSecret(db, name, value)
  for (const [epoch, key] of tenant.epochKeys) insertEpochKey(db, epoch, key)
}

/** A new epoch's key, or an old one's that came late. */
export const insertEpochKey = (db: Writer, epoch: number, key: Uint8Array): void =>
  insertSecret(db, `epoch-key-${epoch}`, key)

function insertSecret(db: Writer, name: string, value: Uint8Array): void {
  db.run('INSERT INTO secrets (name, value) VALUES ($name, $value) ON CONFLICT (name) DO NOTHING', { name, value })
}

export function readSecrets(db: Reader): ClinicSecrets {
  const tenant = readTenantSecrets(db)
  const device = readDevice(db)
  const salt = Buffer.from(tenant.deploymentSalt)
  return {
    tenantId: tenant.tenantId,
    deviceId: device.id,
    device,
    epochs: readEpochs(db),
    pseudonymSecret: tenant.pseudonymSecret,
    operatorKey: `0x${Buffer.from(tenant.operatorKey).toString('hex')}`,
    deploymentSalt: `0x${salt.toString('hex')}`,
    // A chain id of its own for each clinic, so that nothing signed for one is valid on another's chain.
    chainId: 1_000_000 + (salt.readUInt32BE() >>> 2),
  }
}

export function readTenantSecrets(db: Reader): TenantSecrets {
  const text = (name: string) => secretOf(db, name).toString('base64url')
  return {
    tenantId: text('tenant-id'),
    epochKeys: readEpochKeys(db),
    pseudonymSecret: secretOf(db, 'pseudonym-secret'),
    operatorKey: secretOf(db, 'operator-key'),
    deploymentSalt: secretOf(db, 'deployment-salt'),
    recovery: {
      boxKey: text('recovery-box-key'),
      signingKey: text('recovery-signing-key'),
      sealSecret: text('recovery-seal-secret'),
    },
    root: { device: text('root-device'), signingKey: text('root-signing-key') },
  }
}

/** What an export takes along of a clinic's secrets, in base64url: by these the chain knows the clinic and its patients. */
export const ChainIdentity = z.strictObject({
  pseudonymSecret: z.base64url().length(43),
  operatorKey: z.base64url().length(43),
  deploymentSalt: z.base64url().length(43),
})
export type ChainIdentity = z.infer<typeof ChainIdentity>

export function readChainIdentity(db: Reader): ChainIdentity {
  const { pseudonymSecret, operatorKey, deploymentSalt } = readTenantSecrets(db)
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return {
    pseudonymSecret: text(pseudonymSecret),
    operatorKey: text(operatorKey),
    deploymentSalt: text(deploymentSalt),
  }
}

const readDevice = (db: Reader): DeviceIdentity =>
  deviceOf(secretOf(db, 'device-id'), secretOf(db, 'device-signing-seed'), secretOf(db, 'device-box-secret'))

function secretOf(db: Reader, name: string): Buffer {
  const row = db.row<{ value: Uint8Array }>('SELECT value FROM secrets WHERE name = $name', { name })
  if (!row) throw new Error(`The file has no secret named ${name}.`)
  return Buffer.from(row.value)
}

const readEpochKeys = (db: Reader): Map<number, Uint8Array> =>
  new Map(
    db
      .rows<{ name: string; value: Uint8Array }>(`SELECT name, value FROM secrets WHERE name LIKE 'epoch-key-%'`)
      .map(({ name, value }) => [Number(name.slice('epoch-key-'.length)), value]),
  )

/** The keys of all epochs that this device was given. */
function readEpochs(db: Reader): EpochKeys {
  const keys = readEpochKeys(db)
  return {
    current() {
      const epoch = Math.max(...keys.keys())
      const key = keys.get(epoch)
      if (!key) throw new Error('The file has no epoch key.')
      return { epoch, key }
    },
    of: (epoch) => keys.get(epoch),
    add: (epoch, key) => void keys.set(epoch, key),
  }
}

/** 32 random bytes that are a private key: all but one in 2^128 are. */
function newScalar(): Uint8Array {
  for (;;) {
    const bytes = randomBytes(32)
    try {
      new SigningKey(bytes)
      return bytes
    } catch {
      // Beyond the group's order: draw again.
    }
  }
}
