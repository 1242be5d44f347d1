import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const mantine = resolve('node_modules/@mantine')
const importPath = /(?:from|import) "(\.[^"]+)"/g

const filesUnder = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))

/** Names that files import from a package of Mantine's. */
function namesFrom(name: 'core' | 'charts', files: readonly string[]): Set<string> {
  const lists = files.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(new RegExp(`import \\{([^}]*)\\} from ['"]@mantine/${name}['"]`, 'g')),
  ])
  return new Set(lists.flatMap(([, list = '']) => list.split(',').map((name) => name.trim())))
}

/** A file of Mantine's, and all that it reaches inside its package. */
function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(file)) return seen
  seen.add(file)
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(importPath))
    reachedFrom(resolve(dirname(file), path), seen)
  return seen
}

/** Where components of a package are defined. */
const definitions = (folder: string, names: ReadonlySet<string>) =>
  filesUnder(folder, /\.mjs$/).filter((file) => names.has(/([A-Za-z]+)\.mjs$/.exec(file)?.[1] ?? ''))

const importedBy = (list: string) =>
  [...readFileSync(`renderer/ui/${list}.ts`, 'utf8').matchAll(/@mantine\/core\/styles\/(\w+)\.css/g)].map(
    ([, name = '']) => name,
  )

test('every component of Mantine that the window uses has its styles', () => {
  const ours = filesUnder('renderer', /\.tsx?$/)
  const charts = definitions(join(mantine, 'charts/esm'), namesFrom('charts', ours))
  const users = [
    ...ours,
    ...charts.flatMap((file) => [...reachedFrom(file)]),
    ...['notifications', 'spotlight'].flatMap((name) => filesUnder(join(mantine, name, 'esm'), /\.mjs$/)),
  ]
  const reached = definitions(join(mantine, 'core/esm/components'), namesFrom('core', users)).flatMap((file) => [
    ...reachedFrom(file),
  ])
  const needed = new Set(reached.flatMap((file) => /([A-Za-z]+)\.module\.mjs$/.exec(file)?.[1] ?? []))
  const imported = new Set([...importedBy('styles-first'), ...importedBy('styles-rest')])
  expect(needed.size).toBeGreaterThan(30)
  expect([...needed].filter((name) => !imported.has(name)).sort()).toEqual([])
})
