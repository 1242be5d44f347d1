import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const mantine = resolve('node_modules/@mantine')
const importPath = /(?:from|import) "(\.[^"]+)"/g

const filesUnder = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))

/** Names that files import from `@mantine/core`. */
function namesFromCore(files: readonly string[]): Set<string> {
  const lists = files.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from ['"]@mantine\/core['"]/g),
  ])
  return new Set(lists.flatMap(([, list = '']) => list.split(',').map((name) => name.trim())))
}

/** Every style module that a file of Mantine's reaches. */
function stylesReachedBy(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file) || !existsSync(file)) return []
  seen.add(file)
  const own = /([A-Za-z]+)\.module\.mjs$/.exec(file)?.[1]
  const next = [...readFileSync(file, 'utf8').matchAll(importPath)].map(([, path = '']) => resolve(dirname(file), path))
  return [...(own ? [own] : []), ...next.flatMap((path) => stylesReachedBy(path, seen))]
}

const importedBy = (list: string) =>
  [...readFileSync(`renderer/ui/${list}.ts`, 'utf8').matchAll(/@mantine\/core\/styles\/(\w+)\.css/g)].map(
    ([, name = '']) => name,
  )

test('every component of Mantine that the window uses has its styles', () => {
  const users = [
    ...filesUnder('renderer', /\.tsx?$/),
    ...['notifications', 'spotlight'].flatMap((name) => filesUnder(join(mantine, name, 'esm'), /\.mjs$/)),
  ]
  const names = namesFromCore(users)
  const entries = filesUnder(join(mantine, 'core/esm/components'), /\.mjs$/).filter((file) =>
    names.has(/([A-Za-z]+)\.mjs$/.exec(file)?.[1] ?? ''),
  )
  const needed = new Set(entries.flatMap((entry) => stylesReachedBy(entry)))
  const imported = new Set([...importedBy('styles-first'), ...importedBy('styles-rest')])
  expect(needed.size).toBeGreaterThan(30)
  expect([...needed].filter((name) => !imported.has(name)).sort()).toEqual([])
})
