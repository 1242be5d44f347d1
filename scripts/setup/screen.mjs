import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetUpError } from './report.mjs'
import { hasDisplay } from './system-libraries.mjs'

/** One Xauthority entry that fits any display: only who can read the file can reach the screen. */
function authority() {
  const field = (/** @type {Buffer} */ bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length]), bytes])
  const familyWild = Buffer.from([0xff, 0xff])
  const empty = field(Buffer.alloc(0))
  return Buffer.concat([familyWild, empty, empty, field(Buffer.from('MIT-MAGIC-COOKIE-1')), field(randomBytes(16))])
}

/** @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => void }>} */
function startXvfb() {
  const folder = mkdtempSync(join(tmpdir(), 'medichain-screen-'))
  const authorityFile = join(folder, 'authority')
  writeFileSync(authorityFile, authority(), { mode: 0o600 })
  const args = ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-auth', authorityFile]
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const stop = () => {
    screen.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', stop)
  return new Promise((resolve, reject) => {
    screen.on('error', () => reject(new SetUpError('Xvfb does not start; install the package xvfb and run again.')))
    screen.on('exit', (code) => reject(new SetUpError(`Xvfb ended at once with code ${code}.`)))
    let text = ''
    screen.stdio[3]?.on('data', (chunk) => {
      text += chunk
      if (text.endsWith('\n')) resolve({ env: { DISPLAY: `:${text.trim()}`, XAUTHORITY: authorityFile }, stop })
    })
  })
}

/**
 * Runs work that opens windows: on the person's screen, or on a virtual one where there is none.
 * @template T @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets what to add to the environment @returns {Promise<T>}
 */
export async function withScreen(work) {
  if (hasDisplay()) return work({})
  const screen = await startXvfb()
  try {
    return await work(screen.env)
  } finally {
    screen.stop()
  }
}
