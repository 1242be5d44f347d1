import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { externalPackages } from '../bundling/programs.mjs'
import { appDir, inRoot } from '../setup/places.mjs'

export const stageDir = inRoot('build', 'stage')

/** @param {string} name @returns {{ version: string, dependencies?: Record<string, string>, bundleDependencies?: unknown }} */
const manifestOf = (name) => JSON.parse(readFileSync(inRoot('node_modules', name, 'package.json'), 'utf8'))

/** The packages and all that they need, as npm hoisted them. @returns {Set<string>} */
function withDependencies(/** @type {readonly string[]} */ names, seen = new Set()) {
  for (const name of names) {
    // A dependency that npm nested inside its parent comes along with the parent's folder.
    if (seen.has(name) || !existsSync(inRoot('node_modules', name))) continue
    seen.add(name)
    withDependencies(Object.keys(manifestOf(name).dependencies ?? {}), seen)
  }
  return seen
}

/** Prebuilt binaries of other platforms, their C sources and browser bundles are most of the bytes, and none of the use. */
function isNeeded(/** @type {string} */ name, /** @type {string} */ path) {
  const parts = relative(inRoot('node_modules', name), path).split(sep)
  const prebuildsAt = parts.indexOf('prebuilds')
  const prebuild = prebuildsAt === -1 ? undefined : parts[prebuildsAt + 1]
  if (prebuild && !(prebuild.startsWith(`${process.platform}-`) && prebuild.includes(process.arch))) return false
  if (name === 'ganache' && parts[0] === 'dist' && parts[1] === 'web') return false
  return !/\.(map|md|sym|c|cc|cpp|h|inc|macros|gypi?|s|am|ac|in|sage)$|\.d\.[cm]?ts$/.test(basename(path))
}

/** Copies the built app and the packages it loads at run time to build/stage, whose package.json names them. */
export function stageApp() {
  rmSync(stageDir, { recursive: true, force: true })
  cpSync(appDir, stageDir, { recursive: true, filter: (path) => !path.endsWith('.map') })
  for (const name of withDependencies(externalPackages)) {
    cpSync(inRoot('node_modules', name), join(stageDir, 'node_modules', name), {
      recursive: true,
      filter: (path) => isNeeded(name, path),
    })
  }
  const manifest = JSON.parse(readFileSync(join(appDir, 'package.json'), 'utf8'))
  const dependencies = Object.fromEntries(externalPackages.map((name) => [name, manifestOf(name).version]))
  writeFileSync(join(stageDir, 'package.json'), JSON.stringify({ ...manifest, dependencies }, null, 2))
}
