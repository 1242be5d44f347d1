import { isObject, type JsonObject, objectAt, objectsAt, textAt } from './json.js'

/** One resource of a file or of a Bundle in it. */
export interface Found {
  file: string
  resource: JsonObject
  resourceType: string
  resourceId: string | null
  /** What drafts call it: unique among everything that was read together. */
  reference: string
  /** The Bundle (or the file) that it stands in: references meet there first. */
  scope: string
  fullUrl: string | undefined
}

export type Collected = { found: Found } | { file: string; problem: string; resourceType?: string }

/** Bundles hold Bundles in batch responses; deeper than this nobody means it. */
const deepest = 6

/** Every resource in the files' texts; a text that is not FHIR becomes a problem in words. */
export function collect(files: readonly { name: string; text: string }[]): Collected[] {
  const out: Collected[] = []
  for (const { name, text } of files) {
    const parsed = parse(text)
    if ('problem' in parsed) out.push({ file: name, problem: parsed.problem })
    else for (const value of parsed.values) addValue(out, name, value)
  }
  return out
}

function parse(text: string): { values: unknown[] } | { problem: string } {
  const trimmed = text.replace(/^\ufeff/, '').trim()
  if (trimmed === '') return { problem: 'The file is empty.' }
  if (trimmed.startsWith('<')) return { problem: 'This is XML. Export FHIR R4 as JSON.' }
  const whole = parseJson(trimmed)
  if (whole) return { values: Array.isArray(whole.value) ? whole.value : [whole.value] }
  const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== '')
  const parsed = lines.map(parseJson)
  if (lines.length > 1 && parsed.every((line) => line !== undefined))
    return { values: parsed.map((line) => line?.value) }
  return { problem: 'This is not JSON. Export FHIR R4 as JSON.' }
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined // Said by the caller: a file that cannot be read is a finding, not a failure.
  }
}

function addValue(out: Collected[], file: string, value: unknown): void {
  const resourceType = isObject(value) ? textAt(value, 'resourceType') : undefined
  if (!isObject(value) || resourceType === undefined) {
    out.push({ file, problem: 'This is JSON, but not a FHIR resource: it names no resource type.' })
    return
  }
  if (resourceType === 'Bundle') addBundle(out, file, value, 1)
  else add(out, file, value, resourceType, file, undefined)
}

function addBundle(out: Collected[], file: string, bundle: JsonObject, depth: number): void {
  const scope = `${file}#${out.length}`
  const resources = objectsAt(bundle, 'entry').flatMap((entry) => {
    const resource = objectAt(entry, 'resource')
    const resourceType = resource && textAt(resource, 'resourceType')
    return resource && resourceType ? [{ resource, resourceType, fullUrl: textAt(entry, 'fullUrl') }] : []
  })
  if (resources.length === 0) out.push({ file, resourceType: 'Bundle', problem: 'This Bundle holds no resources.' })
  for (const { resource, resourceType, fullUrl } of resources) {
    if (resourceType !== 'Bundle') add(out, file, resource, resourceType, scope, fullUrl)
    else if (depth < deepest) addBundle(out, file, resource, depth + 1)
    else out.push({ file, resourceType, problem: 'This Bundle lies too deep inside others.' })
  }
}

function add(
  out: Collected[],
  file: string,
  resource: JsonObject,
  resourceType: string,
  scope: string,
  fullUrl: string | undefined,
): void {
  const resourceId = textAt(resource, 'id') ?? null
  const reference = `${out.length}:${resourceType}/${resourceId ?? '?'}`
  out.push({ found: { file, resource, resourceType, resourceId, reference, scope, fullUrl } })
}
