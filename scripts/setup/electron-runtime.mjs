import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cachedRuntime, fetchFallback, fetchOfficial } from './electron-cache.mjs'
import { electronVersion, fallback } from './electron-pins.mjs'
import { linkTree } from './link-tree.mjs'
import { appDir, runtimeDir } from './places.mjs'
import { SetUpError, step } from './report.mjs'

/** @typedef {import('./electron-cache.mjs').RuntimeKind} RuntimeKind */
/** @typedef {{ kind: RuntimeKind, version: string, pinned: string }} RuntimeRecord */

/** This checkout's Electron: hard links into the cache plus a link to the built app. */
export const electronDir = join(runtimeDir, 'electron')
const recordFile = join(electronDir, 'medichain-runtime.json')
const resourcesDir =
  process.platform === 'darwin'
    ? join(electronDir, 'Electron.app', 'Contents', 'Resources')
    : join(electronDir, 'resources')

/** @returns {string} the program to start */
export function electronExecutable() {
  if (process.platform === 'darwin') return join(electronDir, 'Electron.app', 'Contents', 'MacOS', 'Electron')
  return join(electronDir, process.platform === 'win32' ? 'electron.exe' : 'electron')
}

/** @returns {RuntimeRecord | null} what stands in .runtime/electron, if it is complete and of the pinned version */
export function installedRuntime() {
  if (!existsSync(recordFile)) return null
  /** @type {RuntimeRecord} */
  const record = JSON.parse(readFileSync(recordFile, 'utf8'))
  return record.pinned === electronVersion() && existsSync(electronExecutable()) ? record : null
}

/** @returns {Promise<{ kind: RuntimeKind, reason: string }>} */
async function fetchRuntime() {
  const official = await fetchOfficial()
  if (official.isDone) return { kind: 'official', reason: '' }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetUpError(
      `Electron ${electronVersion()} could not be fetched (${official.reason}), and there is no fallback for this ` +
        'platform. Connect to the internet once, or set ELECTRON_MIRROR to a mirror of Electron releases, and run again.',
    )
  }
  await fetchFallback()
  return { kind: 'fallback', reason: official.reason }
}

/** @param {RuntimeKind} kind */
function placeRuntime(kind) {
  const temporary = mkdtempSync(join(runtimeDir, 'electron.part-'))
  linkTree(cachedRuntime(kind), temporary)
  /** @type {RuntimeRecord} */
  const record = {
    kind,
    version: kind === 'official' ? electronVersion() : fallback.version,
    pinned: electronVersion(),
  }
  writeFileSync(join(temporary, 'medichain-runtime.json'), JSON.stringify(record))
  rmSync(electronDir, { recursive: true, force: true })
  renameSync(temporary, electronDir)
}

/** @param {string} link @param {string} target */
function pointsTo(link, target) {
  try {
    return realpathSync(link) === realpathSync(target)
  } catch {
    return false
  }
}

/** Electron runs what stands at resources/app: the checkout's built app. A moved checkout gets a new link. */
function linkApp() {
  const link = join(resourcesDir, 'app')
  mkdirSync(appDir, { recursive: true })
  mkdirSync(resourcesDir, { recursive: true })
  if (pointsTo(link, appDir)) return
  rmSync(link, { recursive: true, force: true })
  symlinkSync(appDir, link, process.platform === 'win32' ? 'junction' : 'dir')
}

/** @param {RuntimeRecord} record */
const describe = ({ kind, version }) =>
  kind === 'official' ? version : `${version}, fallback for development and tests, never released`

/** Makes .runtime/electron: the pinned Electron, or the fallback where its release host cannot be reached. */
export async function setUpElectron() {
  await step('Electron', 'the runtime of the workstation', async () => {
    mkdirSync(runtimeDir, { recursive: true })
    const installed = installedRuntime()
    if (installed) {
      linkApp()
      return `cached (${describe(installed)})`
    }
    const { kind, reason } = await fetchRuntime()
    placeRuntime(kind)
    linkApp()
    const placed = installedRuntime()
    if (!placed) throw new SetUpError(`Electron is incomplete in ${electronDir}; remove that folder and run again.`)
    return `done (${describe(placed)})${reason ? `, because the pinned ${electronVersion()} is out of reach: ${reason}` : ''}`
  })
}
