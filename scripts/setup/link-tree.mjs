import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `cp -al` in Node: folders are made, files hard-linked, symbolic links kept. Files are copied where a hard link is
 * impossible (another device, a file system without links). The targets of hard links are never written to.
 * @param {string} from @param {string} to must not exist
 */
export function linkTree(from, to) {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) linkTree(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkFile(source, target)
  }
}

/** @param {string} source @param {string} target */
function linkFile(source, target) {
  try {
    linkSync(source, target)
  } catch {
    copyFileSync(source, target)
  }
}

/** @param {string} path @returns {number} bytes of all files below it, 0 when it is not there */
export function treeSize(path) {
  try {
    const stat = lstatSync(path)
    if (!stat.isDirectory()) return stat.size
    return readdirSync(path).reduce((sum, name) => sum + treeSize(join(path, name)), 0)
  } catch {
    return 0
  }
}
