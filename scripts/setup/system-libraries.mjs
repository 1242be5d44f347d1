import { existsSync } from 'node:fs'
import { electronExecutable } from './electron-runtime.mjs'
import { note, SetUpError, step } from './report.mjs'
import { isOnPath, run } from './run.mjs'

const windowPackages = [
  'libnss3',
  'libgtk-3-0',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libxkbcommon0',
]
const screenPackages = ['xvfb', 'xauth']
/** Names in Arabic, Hindi, Amharic … are boxes without it. */
const fontPackages = ['fontconfig', 'fonts-noto-core']

/** Whether windows have a screen to appear on. @returns {boolean} */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** @returns {Promise<string[]>} the packages whose absence we can see */
async function missingPackages() {
  const { output } = await run('ldd', [electronExecutable()], { stdio: 'pipe' })
  const missing = output.includes('not found') ? [...windowPackages] : []
  if (!hasDisplay() && !(isOnPath('Xvfb') && isOnPath('xauth'))) missing.push(...screenPackages)
  const arabic = await run('fc-list', [':lang=ar'], { stdio: 'pipe' })
  const hindi = await run('fc-list', [':lang=hi'], { stdio: 'pipe' })
  if (arabic.code === 127 || !arabic.output.trim() || !hindi.output.trim()) missing.push(...fontPackages)
  return missing
}

/** Debian 13 and Ubuntu 24.04 renamed some of them (`libgtk-3-0t64`). @param {string} name */
async function nameHere(name) {
  const { code } = await run('apt-cache', ['show', '--no-all-versions', `${name}t64`], { stdio: 'pipe' })
  return code === 0 ? `${name}t64` : name
}

/** @param {string[]} packages */
export async function install(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  note('installing Debian packages, about a minute')
  await run('apt-get', ['update', '-qq'], { stdio: 'pipe', env })
  const names = []
  for (const name of packages) names.push(await nameHere(name))
  const { code, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    stdio: 'pipe',
    env,
  })
  if (code !== 0) throw new SetUpError(`apt-get install ${names.join(' ')} failed:\n${output.trim().slice(-1500)}`)
}

/** What Electron needs of a Linux system: its libraries, a virtual screen where there is none, fonts with all scripts. */
export async function setUpSystemLibraries() {
  if (process.platform !== 'linux' || !existsSync(electronExecutable())) return
  await step('system libraries', 'windows, a virtual screen where there is none, fonts for all scripts', async () => {
    const missing = await missingPackages()
    if (missing.length === 0) return 'present'
    if (process.getuid?.() === 0 && isOnPath('apt-get')) {
      await install(missing)
      return `done: ${missing.join(' ')}`
    }
    if (missing.every((name) => fontPackages.includes(name))) {
      return `fonts for some scripts are missing; for them: sudo apt-get install -y ${missing.join(' ')}`
    }
    throw new SetUpError(
      isOnPath('apt-get')
        ? `Some system libraries are missing. Install them once with:\n\n  sudo apt-get install -y ${missing.join(' ')}\n\nthen run this again.`
        : `Some system libraries are missing. Install your system's packages for: ${missing.join(', ')}; then run this again.`,
    )
  })
}
