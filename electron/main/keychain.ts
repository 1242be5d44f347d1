import { safeStorage } from 'electron'

/** Whether the system has a key store worth the name: on Linux, Electron otherwise encrypts with a constant. */
export function isKeychainAvailable(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  if (process.platform !== 'linux') return true
  // The fallback runtime is older than this function, and does not count the constant as available.
  const backend = safeStorage.getSelectedStorageBackend?.()
  return backend !== 'basic_text' && backend !== 'unknown'
}

/** Bound to this person's login on this machine. @throws when the key store refuses. */
export const seal = (secret: Uint8Array): Uint8Array =>
  safeStorage.encryptString(Buffer.from(secret).toString('base64'))

/** @throws when the bytes were sealed by another login or machine. */
export const unseal = (sealed: Uint8Array): Uint8Array =>
  Buffer.from(safeStorage.decryptString(Buffer.from(sealed)), 'base64')
