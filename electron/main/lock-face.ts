import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClinicLook, LockFace } from '../../core/kernel/shell-protocol.js'

type Unknown = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Unknown => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string'

function personOf(holder: unknown): LockFace['users'][number] | null {
  if (!isRecord(holder)) return null
  const { loginName, displayName, roles } = holder
  if (!isText(loginName) || !isText(displayName) || !Array.isArray(roles) || !roles.every(isText)) return null
  return { loginName, displayName, roles }
}

/** How the clinic looks; plain, where the key file says nothing or something odd. */
export function lookOf(keyFile: unknown): ClinicLook {
  const { accent, logo, isSuspended } = isRecord(keyFile) && isRecord(keyFile.face) ? keyFile.face : {}
  return {
    accent: isText(accent) && /^#[0-9a-f]{6}$/.test(accent) ? accent : null,
    logo: isText(logo) && /^[A-Za-z0-9+/]+=*$/.test(logo) ? logo : null,
    isSuspended: isSuspended === true,
  }
}

/**
 * The lock screen's words out of the key file: the clinic's name and who may sign in, none of which is a secret. Null for
 * anything that is not plainly a key file; then the local node, which alone judges it, says what is the matter.
 */
export function faceOf(keyFile: unknown, appVersion: string): LockFace | null {
  if (!isRecord(keyFile) || keyFile.v !== 1 || !Array.isArray(keyFile.holders)) return null
  const { clinicName, demoPassphrase, holders } = keyFile
  const users = holders.map(personOf).filter((person) => person !== null)
  const isWhole = isText(clinicName) && (demoPassphrase === null || isText(demoPassphrase))
  if (!isWhole || users.length === 0 || users.length < holders.length) return null
  return { clinicName, face: lookOf(keyFile), users, demoPassphrase, appVersion }
}

/** What the lock screen can show before the local node runs, or null where there is no clinic yet or its key file is odd. */
export function readLockFace(dataDir: string, appVersion: string): LockFace | null {
  try {
    return faceOf(JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')), appVersion)
  } catch {
    return null
  }
}
