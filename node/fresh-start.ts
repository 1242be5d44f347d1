import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What belongs to a clinic in the data folder. */
const parts = [
  'records.db-wal',
  'records.db-shm',
  'records.db-chain',
  'secure-databases',
  'chain-nodes',
  'records.db.watermark',
  'records.db',
  'keys.json.copy',
  'keys.json',
]

const markOf = (dataDir: string): string => join(dataDir, 'put-aside')

/**
 * Puts a clinic's closed files, whole, into a folder beside. Nothing is deleted: moved back, they open with the same
 * passphrases. What a crash interrupts is finished at the next start.
 * @returns the folder's name.
 */
export function putAside(dataDir: string, now: string): string {
  const name = `kept-${now.slice(0, 19).replace(/[:T]/g, '-')}`
  writeFileSync(markOf(dataDir), name, { mode: 0o600 })
  finishPuttingAside(dataDir)
  return name
}

/** Safe to call at every start. */
export function finishPuttingAside(dataDir: string): void {
  const mark = markOf(dataDir)
  if (!existsSync(mark)) return
  const name = readFileSync(mark, 'utf8')
  if (/^kept-[\d-]+$/.test(name)) {
    const folder = join(dataDir, name)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const part of parts) {
      const from = join(dataDir, part)
      if (existsSync(from)) renameSync(from, join(folder, part))
    }
  }
  rmSync(mark)
}
