import { listOperations } from './operations.js'

interface Alias {
  method: string
  pattern: RegExp
  names: string[]
  target: string
}

/** The seed documents' other routes, each with the canonical one that it stands for. */
const aliases: readonly Alias[] = listOperations().flatMap(({ meta, path }) =>
  meta.aliases.map((alias): Alias => {
    const [method = 'GET', from = '/'] = alias.split(' ')
    const names = [...from.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    const pattern = new RegExp(`^${from.replace(/\{\w+\}/g, '([^/]+)')}$`)
    return { method, pattern, names, target: path }
  }),
)

/** The canonical form of a request's path; the path itself where it is no alias. */
export function aliasTarget(method: string, url: string): string {
  const [path = '/', search] = url.split('?')
  for (const { method: wanted, pattern, names, target } of aliases) {
    const match = wanted === method ? pattern.exec(path) : null
    if (!match) continue
    const filled = names.reduce((text, name, index) => text.replace(`{${name}}`, match[index + 1] ?? ''), target)
    return search === undefined ? filled : `${filled}?${search}`
  }
  return url
}
