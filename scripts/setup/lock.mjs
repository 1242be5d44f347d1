import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runtimeDir } from './places.mjs'
import { note } from './report.mjs'

const lockFile = join(runtimeDir, 'set-up.lock')

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @returns {number | null} the holder, or null when the lock was taken */
function take() {
  mkdirSync(dirname(lockFile), { recursive: true })
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return null
  } catch {
    // Between creation and writing the file is empty: that holder is alive, so wait for it.
    const holder = Number(readFileSync(lockFile, { encoding: 'utf8', flag: 'a+' }).trim()) || process.ppid
    if (isAlive(holder)) return holder
    rmSync(lockFile, { force: true })
    return take()
  }
}

/**
 * Set-up and build of one checkout happen one at a time: two `npm ci` in one folder destroy each other's work.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function oneAtATime(work) {
  let isSaid = false
  for (let holder = take(); holder !== null; holder = take()) {
    if (!isSaid) note(`another set-up or build of this checkout runs (process ${holder}); waiting for it`)
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
