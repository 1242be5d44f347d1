import { createHash } from 'node:crypto'
import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { Credential } from '../../core/identity/model.js'
import { canonicalJson } from '../../core/kernel/canonical.js'
import { Role } from '../../core/kernel/roles.js'
import { StorageFull } from '../../core/ports/database.js'
import { Brand } from '../../core/tenancy/model.js'

const Base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/)

const Box = z.strictObject({ ephemeral: z.string(), sealed: z.string() })

/**
 * One person's way to the records: their passphrase opens the credential's seed, the same on every device, and the seed opens
 * this device's database key, which was sealed to the seed's public half without knowing the passphrase.
 */
export const KeyHolder = z.strictObject({
  staffId: z.string(),
  loginName: z.string(),
  displayName: z.string(),
  roles: z.array(Role),
  /** As the records hold it; under the key store's secret too, where there is one. */
  credential: Credential,
  databaseKey: Box,
})
export type KeyHolder = z.infer<typeof KeyHolder>

/** What stands beside the records: no key in the clear, no patient, only who may try to open them. */
export const KeyFile = z.strictObject({
  v: z.literal(1),
  clinicName: z.string(),
  /** Tells the shell which clinic this is, so that no computer has one twice; absent where it was written before. */
  clinicId: z.string().optional(),
  /** How the clinic shows itself before anybody has signed in; absent until it is anything but plain. */
  face: z.strictObject({ ...Brand.shape, isSuspended: z.boolean() }).optional(),
  holders: z.array(KeyHolder).min(1),
  /** Whose sign-in was turned off, so that they are told so and not that their passphrase is wrong. Nothing opens with it. */
  former: z.array(z.strictObject({ loginName: z.string(), displayName: z.string() })).optional(),
  /** The recovery code's public half, and the database key sealed to it. */
  recovery: z.strictObject({ boxKey: z.string(), databaseKey: Box }),
  /** A secret of the operating system's key store that every derivation mixes in; null where there is none. */
  keychainPepper: Base64.nullable(),
  /** Present in a demo clinic alone, whose records protect nobody. */
  demoPassphrase: z.string().nullable(),
})
export type KeyFile = z.infer<typeof KeyFile>

/** Neither the key file nor its copy can be read; nothing was changed. */
export class KeyFileDamaged extends Error {
  override readonly name = 'KeyFileDamaged'
}

/** Whether a clinic has been set up here. */
export const keyFileExists = (path: string): boolean => existsSync(path) || existsSync(`${path}.copy`)

/**
 * Reads the key file, or its copy where the file itself was damaged.
 * @throws {KeyFileDamaged} when both are.
 */
export function readKeyFile(path: string): KeyFile {
  const file = readOne(path) ?? readOne(`${path}.copy`)
  if (!file) throw new KeyFileDamaged('The key file cannot be read.')
  return file
}

/** Writes the key file so that a crash leaves the old one or the new one, and keeps a copy beside it. */
export function writeKeyFile(path: string, file: KeyFile): void {
  const text = `${JSON.stringify({ ...file, checksum: checksumOf(file) }, null, 2)}\n`
  const draft = `${path}.new`
  try {
    const descriptor = openSync(draft, 'w', 0o600)
    try {
      writeSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, path)
    syncFolder(dirname(path))
    copyFileSync(path, `${path}.copy`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new StorageFull('The disk is full.', { cause: error })
    throw error
  }
}

function readOne(path: string): KeyFile | undefined {
  try {
    const { checksum, ...rest } = z.looseObject({ checksum: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8')))
    const file = KeyFile.parse(rest)
    return checksum === checksumOf(file) ? file : undefined
  } catch {
    return undefined
  }
}

const checksumOf = (file: KeyFile): string => createHash('sha256').update(canonicalJson(file)).digest('hex')

/** Renaming is durable once the folder is; Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
