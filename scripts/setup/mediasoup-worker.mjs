import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fillAtomically } from './fill.mjs'
import { buildWorker, WorkerNotBuilt } from './mediasoup-build.mjs'
import { cacheDir, inRoot, runtimeDir } from './places.mjs'
import { note, SetUpError, step } from './report.mjs'
import { run, runNpm } from './run.mjs'

/**
 * mediasoup's worker, the program that forwards the packets of calls. The npm package brings its sources and, by an install script
 * that we do not run (docs/adr/0003), a prebuilt one from its release host.
 */
const programName = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker'

/** This checkout's worker; the build takes it from here. */
export const workerFile = join(runtimeDir, programName)

/** @returns {{ version: string, integrity: string }} as package-lock.json pins it */
function pinned() {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  return packages['node_modules/mediasoup']
}

/** Where the release host does not answer within this time it is out of reach. */
const answerMs = 10_000
/** What a worker answers when nobody speaks to it: a sign that it runs on this machine. */
const aloneExitCode = 41

/** Whether a file is a worker that runs on this machine. @param {string} file */
export async function isWorker(file) {
  const { code } = await run(file, [], { stdio: 'pipe', env: { MEDIASOUP_VERSION: undefined } })
  return code === aloneExitCode
}

/** @param {string} folder @param {string} version */
async function fetchPrebuilt(folder, version) {
  const name = `mediasoup-worker-${version}-${process.platform}-${process.arch}.tgz`
  const base = process.env.MEDICHAIN_MEDIASOUP_MIRROR ?? 'https://github.com/versatica/mediasoup/releases/download'
  const response = await fetch(`${base}/${version}/${name}`, { signal: AbortSignal.timeout(answerMs) })
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  const archive = join(folder, name)
  writeFileSync(archive, Buffer.from(await response.arrayBuffer()))
  const { code, output } = await run('tar', ['-xzf', archive, '-C', folder], { stdio: 'pipe' })
  rmSync(archive, { force: true })
  if (code !== 0) throw new Error(`the archive cannot be unpacked: ${output.trim().slice(0, 100)}`)
  if (!(await isWorker(join(folder, programName)))) throw new Error('the prebuilt worker does not run here')
}

/** The npm package's sources, checked against the lock file. @param {string} folder */
async function fetchSources(folder) {
  const { version, integrity } = pinned()
  const args = ['pack', `mediasoup@${version}`, '--pack-destination', folder, '--json']
  const { code } = await runNpm(args, { stdio: 'pipe', cwd: folder })
  if (code !== 0) throw new WorkerNotBuilt(`npm could not fetch mediasoup ${version}. Is the npm registry reachable?`)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (!tarball) throw new WorkerNotBuilt('npm packed nothing.')
  const hash = createHash('sha512')
    .update(readFileSync(join(folder, tarball)))
    .digest('base64')
  if (`sha512-${hash}` !== integrity)
    throw new SetUpError('mediasoup is not what package-lock.json pins; nothing of it ran.')
  const unpacked = await run('tar', ['--no-same-owner', '-xzf', join(folder, tarball), '-C', folder], { stdio: 'pipe' })
  if (unpacked.code !== 0) throw new WorkerNotBuilt('The sources cannot be unpacked (is the disk full?).')
  return join(folder, 'package', 'worker')
}

/** @param {string} cached the folder in the user's cache @returns {Promise<string>} how it was had */
async function obtain(cached) {
  const { version } = pinned()
  let how = ''
  mkdirSync(dirname(cached), { recursive: true })
  await fillAtomically(cached, async (temporary) => {
    try {
      await fetchPrebuilt(temporary, version)
      how = 'fetched'
      return
    } catch (error) {
      how = `built here, because its release host is out of reach: ${reasonOf(error)}`
    }
    note(
      `its release host is out of reach; building mediasoup ${version}'s worker, three to ten minutes, once a machine`,
    )
    const work = mkdtempSync(join(cacheDir(), 'download-'))
    try {
      await buildWorker(await fetchSources(work), work, join(temporary, programName))
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
    if (!(await isWorker(join(temporary, programName)))) throw new WorkerNotBuilt('What was built does not run here.')
  })
  return how
}

/** @param {unknown} error */
const reasonOf = (error) => (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 120) ?? ''

/** Gets the worker without being asked. Where it cannot be had everything else works, and calls say why they do not. */
export async function setUpMediasoupWorker() {
  await step('call worker', 'forwards the packets of video calls', async () => {
    const given = process.env.MEDIASOUP_WORKER_BIN
    if (given) return `given by MEDIASOUP_WORKER_BIN`
    const cached = join(cacheDir(), `mediasoup-worker-${pinned().version}-${process.platform}-${process.arch}`)
    let how = 'cached'
    try {
      if (!existsSync(cached)) how = await obtain(cached)
    } catch (error) {
      if (!(error instanceof WorkerNotBuilt)) throw error
      return `not here, so video calls are off and all else works. ${error.message}`
    }
    mkdirSync(runtimeDir, { recursive: true })
    const source = join(cached, programName)
    if (existsSync(workerFile) && readFileSync(workerFile).equals(readFileSync(source))) return how
    // One that runs is not written over: it gets another file of its name.
    copyFileSync(source, `${workerFile}.part`)
    renameSync(`${workerFile}.part`, workerFile)
    return how
  })
}
