/**
 * `node scripts/complete-lock.mjs`, after `npm install` on a machine whose registry serves only some platforms' packages:
 * npm then leaves the others out of package-lock.json, and `npm ci` refuses that lock everywhere. This adds them by name
 * and exact version. Their integrity is unknown here; npm records it the next time someone installs on such a platform.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from './setup/places.mjs'

const file = inRoot('package-lock.json')
const systems = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony']
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el']
const otherWords = { amd64: 'x64', x86_64: 'x64', aarch64: 'arm64' }

/** @typedef {{ version?: string, dev?: boolean, optionalDependencies?: Record<string, string> }} Entry */

/** Node's way of looking for a package, on the lock's paths. @param {Record<string, Entry>} packages @param {string} from @param {string} name */
function isPresent(packages, from, name) {
  const folders = from === '' ? [] : from.split(/\/?node_modules\//).slice(1)
  for (let depth = folders.length; depth >= 0; depth--) {
    const path = [...folders.slice(0, depth), name].map((folder) => `node_modules/${folder}`).join('/')
    if (packages[path]) return true
  }
  return false
}

/** What npm itself would write: the name says where the package may be installed. @param {string} name @param {string} version @param {boolean} isDev */
function entryFor(name, version, isDev) {
  const words = name.split(/[-/]/).map((word) => otherWords[/** @type {keyof typeof otherWords} */ (word)] ?? word)
  const cpu = words.find((word) => processors.includes(word))
  const os = words.find((word) => systems.includes(word))
  const last = words.at(-1) ?? ''
  const libc = last.startsWith('musl') ? 'musl' : last.startsWith('gnu') ? 'glibc' : null
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(isDev ? { dev: true } : {}),
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  }
}

const lock = JSON.parse(readFileSync(file, 'utf8'))
/** @type {Record<string, Entry>} */
const packages = lock.packages
let added = 0
for (const [path, entry] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isPresent(packages, path, name) || !/^\d+\.\d+\.\d+$/.test(version)) continue
    packages[`node_modules/${name}`] = entryFor(name, version, entry.dev === true)
    added++
  }
}
if (added > 0) {
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
console.log(
  added === 0 ? 'package-lock.json is complete.' : `${added} packages of other platforms added to package-lock.json.`,
)
