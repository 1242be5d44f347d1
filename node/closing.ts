import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** Keys first: once they are gone, whatever else is left says nothing. */
const keyFiles = ['keys.json', 'keys.json.copy', 'keys.json.new']

/** What belongs to a clinic in its folder besides; the logs and what was put aside are not the clinic's records. */
const parts = [
  ...['', '-wal', '-shm', '-chain', '.watermark'].map((suffix) => `records.db${suffix}`),
  ...['', '-wal', '-shm', '-chain', '.watermark'].map((suffix) => `records.db.setup${suffix}`),
  'secure-databases',
  'chain-nodes',
  'tries.json',
  'metrics-token',
]

const markOf = (dataDir: string): string => join(dataDir, 'closing')

/**
 * Destroys a clinic's keys and then its closed files. The keys are written over before they are removed, because a file system
 * keeps what was only unlinked; the records are ciphertext without them. What a crash interrupts is finished at the next start.
 */
export function destroyClinic(dataDir: string): void {
  writeFileSync(markOf(dataDir), '', { mode: 0o600, flush: true })
  finishDestroying(dataDir)
}

/** Safe to call at every start. */
export function finishDestroying(dataDir: string): void {
  if (!existsSync(markOf(dataDir))) return
  const ownKeys = namesIn(join(dataDir, 'secure-databases')).filter((name) => name.endsWith('.key'))
  for (const path of [
    ...keyFiles.map((name) => join(dataDir, name)),
    ...ownKeys.map((name) => join(dataDir, 'secure-databases', name)),
  ])
    overwriteAndRemove(path)
  for (const part of parts) rmSync(join(dataDir, part), { recursive: true, force: true })
  rmSync(markOf(dataDir))
}

function overwriteAndRemove(path: string): void {
  if (!existsSync(path)) return
  const descriptor = openSync(path, 'r+')
  try {
    writeSync(descriptor, randomBytes(statSync(path).size), 0)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  rmSync(path, { force: true })
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
