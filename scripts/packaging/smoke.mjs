import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetUpError } from '../setup/report.mjs'
import { run } from '../setup/run.mjs'
import { withScreen } from '../setup/screen.mjs'

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

/** The fuses that a released app must have; a change of any of them reopens a door. */
const wantedFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
}

/** How a fuse stands in the program's bytes: the characters 0 and 1. */
const fuseState = { off: 0x30, on: 0x31 }

/** @param {string} executable */
async function checkFuses(executable) {
  const { FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses')
  const wire = await getCurrentFuseWire(executable)
  for (const [name, isWanted] of Object.entries(wantedFuses)) {
    const state = wire[FuseV1Options[/** @type {keyof typeof wantedFuses} */ (name)]]
    if (state !== (isWanted ? fuseState.on : fuseState.off)) {
      throw new SetUpError(`The packaged app's fuse ${name} is not ${isWanted ? 'on' : 'off'}.`)
    }
  }
  console.log(
    `  dist    fuses set: ${Object.entries(wantedFuses)
      .map(([name, isOn]) => `${name} ${isOn ? 'on' : 'off'}`)
      .join(', ')}`,
  )
}

/**
 * Starts the packaged app on an empty data directory until its first screen is painted and its local node runs.
 * @param {string} output electron-builder's output folder @throws {SetUpError} when it does not
 */
export async function checkPackagedApp(output) {
  const executable = packagedExecutable(output)
  await checkFuses(executable)
  const folder = mkdtempSync(join(tmpdir(), 'medichain dist '))
  const report = join(folder, 'smoke.json')
  try {
    const args = [
      ...(process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--data-dir',
      join(folder, 'data'),
      '--smoke-test',
      report,
    ]
    const { code, output: log } = await withScreen((env) =>
      run(executable, args, { env, cwd: folder, stdio: 'pipe', signal: AbortSignal.timeout(120_000) }),
    )
    const text = existsSync(report) ? readFileSync(report, 'utf8') : 'no report'
    if (code !== 0)
      throw new SetUpError(`The packaged app does not start (code ${code}).\n${text}\n${log.slice(-3000)}`)
    const { readyMs, versions } = JSON.parse(text)
    console.log(
      `  dist    the packaged app starts: first screen and local node after ${readyMs} ms, Electron ${versions.electron}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
