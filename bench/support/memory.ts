import { readdirSync, readFileSync } from 'node:fs'

export interface TreeMemory {
  bytes: number
  /** Resident bytes of all processes, with what they share counted in each of them. */
  rss: number
  /** What is each process' own. */
  parts: { name: string; bytes: number }[]
}

/**
 * Bytes of memory that a tree of processes takes: what is each process' own or shared memory (proportionally), and pages
 * of files once for the whole tree, however many of its processes map them. Pages of the runtime's files are not divided
 * by other programs of this machine that happen to run the same file, as plain PSS would.
 */
export function memoryOfTree(pid: number): TreeMemory {
  let own = 0
  let rss = 0
  const parts: TreeMemory['parts'] = []
  const files = new Map<string, number>()
  const pids = treeOf(pid)
  for (const each of pids) {
    const mappings = mappingsOf(each)
    parts.push({ name: nameOf(each), bytes: mappings.reduce((sum, mapping) => sum + mapping.own, 0) })
    for (const mapping of mappings) {
      own += mapping.own
      rss += mapping.rss
      if (mapping.file) files.set(mapping.file, Math.max(files.get(mapping.file) ?? 0, mapping.shared))
    }
  }
  const shared = [...files.values()].reduce((sum, bytes) => sum + bytes, 0)
  return { bytes: own + shared, rss, parts }
}

/** A process and all that descend from it. */
function treeOf(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`)
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    parents.set(Number(name), parent)
  }
  const isOfTree = (pid: number): boolean =>
    pid === root || (parents.has(pid) && pid > 1 && isOfTree(parents.get(pid) ?? 0))
  return [...parents.keys()].filter(isOfTree)
}

/** What a process is for, from its command line. */
function nameOf(pid: number): string {
  const line = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
  const type = /--type=(\S+)/.exec(line)?.[1] ?? 'main'
  return /--utility-sub-type=node/.test(line) ? 'node' : type
}

interface Mapping {
  /** The file and the place in it; empty for memory that is no file's. */
  file: string
  /** Bytes that are private, anonymous, or this process' part of shared memory. */
  own: number
  /** Resident bytes that are the file's own, unchanged. */
  shared: number
  rss: number
}

function mappingsOf(pid: number): Mapping[] {
  return read(`/proc/${pid}/smaps`)
    .split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/)
    .filter((text) => text !== '')
    .map((text) => {
      const [, offset = '', , inode = '0', ...name] = text.slice(text.indexOf(' ') + 1, text.indexOf('\n')).split(/ +/)
      const of = (field: string) => Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
      const isFile = inode !== '0' && !/^\/(dev|memfd:)/.test(name.join(' '))
      const rss = of('Rss')
      if (!isFile) return { file: '', own: of('Pss'), shared: 0, rss }
      // A private copy of a file's page is anonymous memory.
      return { file: `${inode} ${offset}`, own: of('Anonymous'), shared: rss - of('Anonymous'), rss }
    })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process ended while we looked.
    return ''
  }
}
