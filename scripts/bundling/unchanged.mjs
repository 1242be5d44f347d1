import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot, root } from '../setup/places.mjs'

const stampFile = inRoot('build', '.stamps.json')

/** @returns {Record<string, string>} */
const stamps = () => (existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {})

/** Name, size and time of every file below; reading the bytes would cost more than some builds. */
function* describe(/** @type {string} */ path) {
  if (!existsSync(path)) return
  const stat = statSync(path)
  if (!stat.isDirectory()) {
    yield `${path.slice(root.length)} ${stat.size} ${stat.mtimeMs}`
    return
  }
  for (const name of readdirSync(path).sort()) {
    if (!/\.test\.tsx?$/.test(name)) yield* describe(join(path, name))
  }
}

/** @param {readonly string[]} inputs paths in the checkout; tests do not count @returns {string} */
function digest(inputs) {
  const hash = createHash('sha256')
  for (const input of inputs) for (const line of describe(inRoot(input))) hash.update(`${line}\n`)
  return hash.digest('hex')
}

/**
 * Runs a build step unless neither its inputs changed nor its outputs are missing.
 * @param {string} name
 * @param {{ inputs: readonly string[], outputs: readonly string[], build: () => Promise<void> }} step paths in the checkout
 */
export async function buildIfChanged(name, { inputs, outputs, build }) {
  const startedAt = performance.now()
  const stamp = digest([...inputs, 'package-lock.json', 'scripts/bundling', 'scripts/build.mjs', 'tsconfig.json'])
  const isFresh = stamps()[name] === stamp && outputs.every((output) => existsSync(inRoot(output)))
  if (!isFresh) {
    await build()
    mkdirSync(dirname(stampFile), { recursive: true })
    writeFileSync(stampFile, JSON.stringify({ ...stamps(), [name]: stamp }, null, 1))
  }
  const result = isFresh ? 'unchanged' : `built (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`
  console.log(`  build   ${name.padEnd(17)} ${result}`)
}
