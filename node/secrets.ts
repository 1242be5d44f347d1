import { randomBytes } from 'node:crypto'
import { SigningKey } from 'ethers'
import type { EpochKeys } from '../adapters/journal/op-log.js'
import type { Hex32 } from '../core/ports/chain.js'
import type { Reader, Writer } from '../core/ports/database.js'

/** What a clinic's file knows besides its records. It never leaves the encrypted file. */
export interface ClinicSecrets {
  tenantId: string
  deviceId: string
  /** Seal the sync ops; the newest epoch's key seals new ones. */
  epochs: EpochKeys
  pseudonymSecret: Uint8Array
  /** The key that relays and pays on the clinic's own chain. */
  operatorKey: Hex32
  deploymentSalt: Hex32
  chainId: number
}

const names = ['tenant-id', 'device-id', 'epoch-key-1', 'pseudonym-secret', 'operator-key', 'deployment-salt'] as const
type Name = (typeof names)[number]

/** Makes the secrets of a new file. */
export function plantSecrets(db: Writer): void {
  const values: Record<Name, Uint8Array> = {
    'tenant-id': randomBytes(16),
    'device-id': randomBytes(16),
    'epoch-key-1': randomBytes(32),
    'pseudonym-secret': randomBytes(32),
    'operator-key': newScalar(),
    'deployment-salt': randomBytes(32),
  }
  for (const name of names)
    db.run('INSERT INTO secrets (name, value) VALUES ($name, $value)', { name, value: values[name] })
}

export function readSecrets(db: Reader): ClinicSecrets {
  const get = (name: Name): Buffer => {
    const row = db.row<{ value: Uint8Array }>('SELECT value FROM secrets WHERE name = $name', { name })
    if (!row) throw new Error(`The file has no secret named ${name}.`)
    return Buffer.from(row.value)
  }
  const salt = get('deployment-salt')
  return {
    tenantId: get('tenant-id').toString('base64url'),
    deviceId: get('device-id').toString('base64url'),
    epochs: readEpochs(db),
    pseudonymSecret: get('pseudonym-secret'),
    operatorKey: `0x${get('operator-key').toString('hex')}`,
    deploymentSalt: `0x${salt.toString('hex')}`,
    // A chain id of its own for each clinic, so that nothing signed for one is valid on another's chain.
    chainId: 1_000_000 + (salt.readUInt32BE() >>> 2),
  }
}

/** The keys of all epochs that this device was given. A new epoch is a new row, so they are read anew each time. */
function readEpochs(db: Reader): EpochKeys {
  const keys = new Map<number, Uint8Array>()
  const load = () => {
    for (const { name, value } of db.rows<{ name: string; value: Uint8Array }>(
      `SELECT name, value FROM secrets WHERE name LIKE 'epoch-key-%'`,
    ))
      keys.set(Number(name.slice('epoch-key-'.length)), value)
  }
  load()
  return {
    current() {
      const epoch = Math.max(...keys.keys())
      const key = keys.get(epoch)
      if (!key) throw new Error('The file has no epoch key.')
      return { epoch, key }
    },
    of(epoch) {
      if (!keys.has(epoch)) load()
      return keys.get(epoch)
    },
    add(epoch, key) {
      keys.set(epoch, key)
    },
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
