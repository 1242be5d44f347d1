import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { seal, unseal } from '../adapters/keys/wrap.js'
import { RecordsDamaged, StorageFull } from '../core/ports/database.js'

/** The keys of one database: the file's, that of a file which is being written anew, and each backup's. */
export interface WrappedKeys {
  current: Uint8Array
  next: Uint8Array | null
  backups: ReadonlyMap<string, Uint8Array>
}

interface KeyPlace {
  folder: string
  id: string
  tenantKey: Uint8Array
}

const fileSchema = z.object({
  current: z.string(),
  next: z.string().nullable(),
  backups: z.record(z.string(), z.string()),
})
const pathOf = ({ folder, id }: KeyPlace) => join(folder, `${id}.key`)

export const hasKeys = (place: KeyPlace): boolean => existsSync(pathOf(place))

/** Writes the keys, wrapped, so that a crash leaves the old file or the new one. @throws {StorageFull} */
export function writeKeys(place: KeyPlace, { current, next, backups }: WrappedKeys): void {
  const wrap = (key: Uint8Array) => Buffer.from(seal(place.tenantKey, key, place.id)).toString('base64')
  const file = {
    current: wrap(current),
    next: next && wrap(next),
    backups: Object.fromEntries([...backups].map(([id, key]) => [id, wrap(key)])),
  }
  const draft = join(place.folder, 'key.new')
  try {
    writeThrough(draft, JSON.stringify(file), 'w')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new StorageFull('The disk is full.', { cause: error })
    throw error
  }
  // The old file is written over only once the new one is in its place: a crash between the two must not cost the keys.
  const old = hasKeys(place) ? openSync(pathOf(place), 'r+') : null
  try {
    renameSync(draft, pathOf(place))
    syncFolder(place.folder)
    if (old === null) return
    writeSync(old, randomBytes(fstatSync(old).size))
    fsyncSync(old)
  } finally {
    if (old !== null) closeSync(old)
  }
}

/** @throws {RecordsDamaged} when the file is not one that the tenant's key opens. */
export function readKeys(place: KeyPlace): WrappedKeys {
  const read = fileSchema.safeParse(parse(readFileSync(pathOf(place), 'utf8')))
  if (!read.success) throw new RecordsDamaged('The key file of a secure database is damaged.')
  const unwrap = (text: string) => {
    const key = unseal(place.tenantKey, Buffer.from(text, 'base64'), place.id)
    if (!key) throw new RecordsDamaged('The key file of a secure database is damaged.')
    return key
  }
  const { current, next, backups } = read.data
  return {
    current: unwrap(current),
    next: next === null ? null : unwrap(next),
    backups: new Map(Object.entries(backups).map(([id, text]) => [id, unwrap(text)])),
  }
}

/** Writes over the keys, then removes them. */
export function destroyKeys(place: KeyPlace): void {
  if (!hasKeys(place)) return
  overwrite(pathOf(place))
  rmSync(pathOf(place), { force: true })
}

const overwrite = (path: string): void => writeThrough(path, randomBytes(statSync(path).size), 'r+')

function writeThrough(path: string, content: string | Uint8Array, flags: 'w' | 'r+'): void {
  const descriptor = openSync(path, flags, 0o600)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    writeSync(descriptor, bytes)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Makes a rename last through a power cut; Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
