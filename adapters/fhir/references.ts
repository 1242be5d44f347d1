import type { Found } from './collect.js'
import { type JsonObject, objectAt, objectsAt, textAt } from './json.js'

/** Whom or what a reference means: the resource among those read together, or the words that it was said with. */
export type Resolution = { found: Found } | { words: string; isAmbiguous: boolean }

export type Resolve = (from: Found, reference: JsonObject | undefined) => Resolution | undefined

/** Prepares the look-up of references among everything that was read together (http://hl7.org/fhir/R4/bundle.html#references). */
export function indexReferences(all: readonly Found[]): Resolve {
  const byUrl = grouped(all, (found) => (found.fullUrl === undefined ? [] : [found.fullUrl]))
  const byTypeAndId = grouped(all, (found) =>
    found.resourceId === null ? [] : [`${found.resourceType}/${found.resourceId}`],
  )
  const byIdentifier = grouped(all, (found) =>
    objectsAt(found.resource, 'identifier').flatMap(
      (identifier) => identifierKey(found.resourceType, identifier) ?? [],
    ),
  )

  function byWords(from: Found, words: string): Resolution {
    const target = words.replace(/\/_history\/.*$/, '')
    const absolute = absoluteUrl(from, target)
    const typeAndId = /([A-Za-z]+\/[^/]+)$/.exec(target)?.[1] ?? ''
    const tries = [
      inScope(from, byUrl.get(absolute ?? target)),
      inScope(from, byTypeAndId.get(typeAndId)),
      byUrl.get(absolute ?? target),
      byTypeAndId.get(typeAndId),
    ]
    return only(tries.find((candidates) => candidates !== undefined && candidates.length > 0) ?? [], words)
  }

  return (from, reference) => {
    if (!reference) return undefined
    const words = textAt(reference, 'reference')
    if (words !== undefined) return byWords(from, words)
    const identifier = objectAt(reference, 'identifier')
    const key = identifier && identifierKey(textAt(reference, 'type') ?? 'Patient', identifier)
    const said = (identifier && textAt(identifier, 'value')) ?? textAt(reference, 'display')
    if (said === undefined) return undefined
    return only((key === undefined ? undefined : byIdentifier.get(key)) ?? [], said)
  }
}

/** The one that is meant; where the same person was read twice, the first. */
function only(candidates: readonly Found[], words: string): Resolution {
  const alone = candidates.filter(({ scope, file }) => scope === file)
  const [first, ...others] = alone.length === 1 ? alone : candidates
  if (!first) return { words, isAmbiguous: false }
  const isSame = others.every((other) => whoIs(other) === whoIs(first))
  return isSame ? { found: first } : { words, isAmbiguous: true }
}

const whoIs = ({ resource }: Found): string => JSON.stringify([resource.identifier, resource.name, resource.birthDate])

const inScope = (from: Found, candidates: readonly Found[] | undefined): Found[] | undefined =>
  candidates?.filter(({ scope }) => scope === from.scope)

/** A relative reference inside a Bundle counts from the server that its entry's fullUrl names. */
function absoluteUrl(from: Found, target: string): string | undefined {
  const base = /^(https?:\/\/.*\/)[A-Za-z]+\/[^/]+$/.exec(from.fullUrl ?? '')?.[1]
  return base !== undefined && /^[A-Za-z]+\/[^/]+$/.test(target) ? `${base}${target}` : undefined
}

function identifierKey(resourceType: string, identifier: JsonObject): string | undefined {
  const value = textAt(identifier, 'value')
  return value === undefined ? undefined : JSON.stringify([resourceType, textAt(identifier, 'system') ?? null, value])
}

function grouped(all: readonly Found[], keysOf: (found: Found) => string[]): ReadonlyMap<string, Found[]> {
  const groups = new Map<string, Found[]>()
  for (const found of all)
    for (const key of keysOf(found)) {
      const group = groups.get(key)
      if (group) group.push(found)
      else groups.set(key, [found])
    }
  return groups
}
