import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from './places.mjs'
import { note, SetUpError, step } from './report.mjs'
import { runNpm } from './run.mjs'

const lockFile = inRoot('package-lock.json')
const stampFile = inRoot('node_modules', '.medichain-lock')

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockEntry */

/** @param {string} path @returns {Record<string, LockEntry>} */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {}

/** Whether npm itself already installed exactly this lock file (someone ran `npm ci` by hand). */
function isInstalledByHand() {
  const installedFile = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = packagesOf(installedFile)
  return Object.entries(packagesOf(lockFile)).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    if (!found) return wanted.optional === true || wanted.devOptional === true
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}

/** Installs what package-lock.json says, once per content of that file. */
export async function setUpDependencies() {
  await step('dependencies', 'exact versions from package-lock.json', async () => {
    const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return 'cached'
    if (isInstalledByHand()) {
      writeFileSync(stampFile, hash)
      return 'already installed'
    }
    note('npm ci, a minute or two on a first run')
    const { code } = await runNpm(['ci', '--no-fund', '--no-audit', '--loglevel=error'])
    if (code !== 0) {
      throw new SetUpError('npm ci failed: the lines above say why. Is the npm registry reachable? Then run it again.')
    }
    writeFileSync(stampFile, hash)
    return 'done'
  })
}
