import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Removes what an interrupted set-up left behind; a day is longer than any download takes. @param {string} cache */
function sweep(cache) {
  const dayMs = 24 * 60 * 60 * 1000
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const isTemporary = name.startsWith('download-') || name.includes('.part-')
    if (isTemporary && Date.now() - statSync(path).mtimeMs > dayMs) rmSync(path, { recursive: true, force: true })
  }
}

/**
 * Fills a cache folder through a temporary sibling and a rename, so that nobody ever sees half of it; when two
 * processes do it at once, the first to finish wins and the other throws its own work away.
 * @param {string} folder @param {(temporary: string) => Promise<void>} fill
 */
export async function fillAtomically(folder, fill) {
  mkdirSync(dirname(folder), { recursive: true })
  sweep(dirname(folder))
  const temporary = mkdtempSync(`${folder}.part-`)
  try {
    await fill(temporary)
    renameSync(temporary, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
