import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isWorker, workerFile } from '../setup/mediasoup-worker.mjs'
import { SetUpError } from '../setup/report.mjs'
import { run } from '../setup/run.mjs'
import { withScreen } from '../setup/screen.mjs'
import { signInToPackagedApp } from './sign-in.mjs'

/** The unpacked app's program. @param {string} output electron-builder's output folder */
export function packagedExecutable(output) {
  const unpacked = readdirSync(output).find((name) => name.endsWith('-unpacked') || name.startsWith('mac'))
  if (!unpacked) throw new SetUpError(`There is no unpacked app in ${output}; run npm run dist.`)
  const inside = {
    linux: ['medichain'],
    win32: ['MediChain.exe'],
    darwin: ['MediChain.app', 'Contents', 'MacOS', 'MediChain'],
  }[/** @type {'linux' | 'darwin' | 'win32'} */ (process.platform)]
  return join(output, unpacked, ...inside)
}

/** Electron's fuses in the order of its fuse wire, and how a released app must have them. */
const fuses = [
  { name: 'RunAsNode', isOn: false },
  { name: 'EnableCookieEncryption', isOn: true },
  { name: 'EnableNodeOptionsEnvironmentVariable', isOn: false },
  { name: 'EnableNodeCliInspectArguments', isOn: false },
  { name: 'EnableEmbeddedAsarIntegrityValidation', isOn: true },
  { name: 'OnlyLoadAppFromAsar', isOn: true },
]

/** Electron's program carries its fuses behind this mark: a version byte, a length byte, then one character each. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** @param {string} executable @throws {SetUpError} when a door is open that the fuses should have closed */
function checkFuses(executable) {
  const program =
    process.platform === 'darwin'
      ? join(executable, '..', '..', 'Frameworks', 'Electron Framework.framework', 'Electron Framework')
      : executable
  const bytes = readFileSync(program)
  const at = bytes.indexOf(fuseMark)
  if (at === -1) throw new SetUpError(`${program} has no fuses: it is not an Electron program.`)
  for (const [index, { name, isOn }] of fuses.entries()) {
    const state = String.fromCharCode(bytes[at + fuseMark.length + 2 + index] ?? 0)
    if (state !== (isOn ? '1' : '0'))
      throw new SetUpError(`The packaged app's fuse ${name} is not ${isOn ? 'on' : 'off'}.`)
  }
  console.log(`  dist    fuses set: ${fuses.map(({ name, isOn }) => `${name} ${isOn ? 'on' : 'off'}`).join(', ')}`)
}

/** @param {string} executable @param {readonly string[]} args @param {string} folder @param {NodeJS.ProcessEnv} env */
async function checkStart(executable, args, folder, env) {
  const report = join(folder, 'smoke.json')
  const { code, output: log } = await run(
    executable,
    [...args, '--data-dir', join(folder, 'started'), '--smoke-test', report],
    { env, cwd: folder, stdio: 'pipe', signal: AbortSignal.timeout(120_000) },
  )
  const text = existsSync(report) ? readFileSync(report, 'utf8') : 'no report'
  if (code !== 0) throw new SetUpError(`The packaged app does not start (code ${code}).\n${text}\n${log.slice(-3000)}`)
  const { readyMs, versions } = JSON.parse(text)
  console.log(
    `  dist    the packaged app starts: first screen and local node after ${readyMs} ms, Electron ${versions.electron}`,
  )
}

/**
 * Calls need a program of their own, which an archive cannot start: it lies beside it. Whether it runs here says its answer when nobody
 * speaks to it.
 * @param {string} executable @throws {SetUpError} when the app would say that it has no calls
 */
async function checkCallWorker(executable) {
  if (!existsSync(workerFile))
    return console.log('  dist    no worker of calls was here to be packaged: calls are off in it')
  const resources =
    process.platform === 'darwin' ? join(executable, '..', '..', 'Resources') : join(executable, '..', 'resources')
  const packaged = join(resources, 'app.asar.unpacked', basename(workerFile))
  if (!existsSync(packaged)) throw new SetUpError(`The worker of calls is not in the packaged app: ${packaged}.`)
  if (!(await isWorker(packaged))) throw new SetUpError('The worker of calls in the packaged app does not run.')
  console.log('  dist    the worker of calls lies beside the archive, and runs')
}

/**
 * Starts the packaged app on empty data directories: until its first screen is painted and its local node runs, and then
 * through setting a clinic up and signing in to it.
 * @param {string} output electron-builder's output folder @throws {SetUpError} when something of it does not work
 */
export async function checkPackagedApp(output) {
  const executable = packagedExecutable(output)
  checkFuses(executable)
  await checkCallWorker(executable)
  const folder = mkdtempSync(join(tmpdir(), 'medichain dist '))
  const args = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  try {
    await withScreen(async (env) => {
      await checkStart(executable, args, folder, env)
      await signInToPackagedApp(executable, args, join(folder, 'signed-in'), env)
      console.log('  dist    the packaged app signs in: clinic set up, window reloaded, signed in again')
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
