import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The bytes of all files in a folder, which a process may be writing; null where there is none. */
export function folderBytes(folder: string): number | null {
  if (!existsSync(folder)) return null
  return readdirSync(folder, { withFileTypes: true }).reduce((bytes, entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return bytes + (folderBytes(path) ?? 0)
    return bytes + (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  }, 0)
}
