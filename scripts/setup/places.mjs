import { homedir, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What `npm run build` makes and what the runtime starts. */
export const appDir = join(root, 'build', 'app')

/** Per-checkout runtimes: hard links into the cache, so they cost no space. */
export const runtimeDir = join(root, '.runtime')

/** @param {string[]} parts @returns {string} */
export const inRoot = (...parts) => join(root, ...parts)

/** The user's cache directory for MediChain: runtimes live there, so that the next clone is quick. @returns {string} */
export function cacheDir() {
  const override = process.env.MEDICHAIN_CACHE_DIR
  if (override) return override
  if (platform() === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'MediChain', 'Cache')
  }
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'MediChain')
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'medichain')
}
