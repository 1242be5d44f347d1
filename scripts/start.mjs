/**
 * `npm start`: sets up what is missing, builds, and opens the workstation with a demo clinic. Where there is no display,
 * or with `--journey`, it walks the eight steps of the journey through the same app and prints what was made.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { buildApp } from './build.mjs'
import { electronExecutable } from './setup/electron-runtime.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { appDir, inRoot } from './setup/places.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { run, runNode } from './setup/run.mjs'
import { withScreen } from './setup/screen.mjs'
import { setUp } from './setup/set-up.mjs'
import { hasDisplay } from './setup/system-libraries.mjs'

/** npm runs scripts in the checkout; a relative path means the folder in which the person typed it. @param {string[]} args */
function withAbsoluteImport(args) {
  const at = args.indexOf('--import')
  if (at === -1) return args
  const path = args[at + 1]
  if (!path)
    throw new SetUpError('--import needs the path of a FHIR file or folder: npm start -- --journey --import PATH')
  const full = isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path)
  if (!existsSync(full)) throw new SetUpError(`There is nothing to import at ${full}.`)
  return args.with(at + 1, full)
}

/** Chromium's sandbox refuses root, and needs user namespaces, which some systems keep from ordinary programs. */
function sandboxArgs() {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() === 0) return ['--no-sandbox']
  const setting = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '')
  const isForbidden =
    setting('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1'
  if (!isForbidden) return []
  console.log("  start   this system forbids user namespaces: Chromium's own sandbox is off for this development run")
  return ['--no-sandbox']
}

/** Beside the installed workstation's own folder. */
function demoDataDir() {
  if (process.env.MEDICHAIN_DATA_DIR) return process.env.MEDICHAIN_DATA_DIR
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'MediChain demo')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'MediChain demo')
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'medichain-demo')
}

/** @param {string[]} args */
const walkJourney = (args) =>
  withScreen((env) =>
    runNode(['--import', 'tsx', inRoot('tests', 'journeys', 'run-journey.ts'), ...args], {
      env: { ...env, MEDICHAIN_ELECTRON: electronExecutable(), MEDICHAIN_APP: appDir },
    }),
  )

await main(async () => {
  const args = withAbsoluteImport(process.argv.slice(2))
  await oneAtATime(async () => {
    await setUp()
    await buildApp()
  })
  if (args.includes('--journey') || !hasDisplay()) {
    const { code } = await walkJourney(args.filter((arg) => arg !== '--journey'))
    return code
  }
  console.log('  start   opening the workstation with the demo clinic')
  // A folder of its own: an installed workstation of the same person keeps real records in the usual one.
  const folder = args.some((arg) => arg.startsWith('--data-dir')) ? [] : ['--data-dir', demoDataDir()]
  const { code } = await run(electronExecutable(), [...sandboxArgs(), '--demo', ...folder, ...args])
  return code
})
