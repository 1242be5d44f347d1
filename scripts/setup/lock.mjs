import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runtimeDir } from './places.mjs'
import { note } from './report.mjs'

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} lockFile @returns {number | null} who holds the lock, or null when nobody does any more */
function holder(lockFile) {
  try {
    return Number(readFileSync(lockFile, 'utf8'))
  } catch {
    return null
  }
}

/** @param {string} lockFile @returns {number | null} who holds it, or null when it was taken */
function take(lockFile) {
  mkdirSync(dirname(lockFile), { recursive: true })
  // Written aside and linked into place, so that nobody ever reads a lock without its holder.
  const mine = `${lockFile}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    for (;;) {
      try {
        linkSync(mine, lockFile)
        return null
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
      }
      const other = holder(lockFile)
      if (other !== null && isAlive(other)) return other
      rmSync(lockFile, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Set-up and build of one checkout happen one at a time: two `npm ci` in one folder destroy each other's work. What
 * neither touches may have a lock of its own.
 * @template T @param {() => Promise<T>} work @param {string} [what] names the lock @returns {Promise<T>}
 */
export async function oneAtATime(work, what = 'set-up or build') {
  const lockFile = join(runtimeDir, `${what.replaceAll(' ', '-')}.lock`)
  let isSaid = false
  for (let other = take(lockFile); other !== null; other = take(lockFile)) {
    if (!isSaid) note(`another ${what} of this checkout runs (process ${other}); waiting for it`)
    isSaid = true
    await sleep(300)
  }
  const release = () => rmSync(lockFile, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}
