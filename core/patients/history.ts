import type { Json } from '../kernel/canonical.js'
import type { RecordVersion } from '../ports/journal.js'
import type { PatientChange } from './model.js'

/** A value that was written over by somebody who had not seen it. */
export interface Lost {
  field: string
  opId: string
  byOpId: string
}

/** What nobody changes, or what changes with everything. */
const notShown: ReadonlySet<string> = new Set(['id', 'code', 'version', 'registeredAt', 'updatedAt'])

/**
 * Every change of a person's details, the newest first: who made it where and when, what it said, and whether somebody who
 * had not seen it wrote something else over it. @param versions in the order of hybrid time.
 */
export function historyOf(
  versions: readonly RecordVersion[],
  lost: readonly Lost[],
  nameOf: (device: string) => string | null,
): PatientChange[] {
  const byId = new Map(versions.map((version) => [version.opId, version]))
  const whose = ({ by, at, device }: RecordVersion) => ({ by, at, deviceName: nameOf(device) })
  return versions
    .map((version, index): PatientChange => {
      const fields = (version.fields ?? Object.keys(version.body)).filter((field) => !notShown.has(field))
      return {
        id: version.opId,
        ...whose(version),
        isFirst: index === 0,
        fields: fields.map((name) => {
          const winner = byId.get(lost.find(({ field, opId }) => field === name && opId === version.opId)?.byOpId ?? '')
          return {
            name,
            value: inWords(version.body[name] ?? null),
            writtenOver: winner ? { ...whose(winner), value: inWords(winner.body[name] ?? null) } : null,
          }
        }),
      }
    })
    .reverse()
}

/** A value as it is read: an address in one line. */
function inWords(value: Json): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value)
  const parts = Object.values(value).filter((part) => typeof part === 'string' && part !== '')
  return parts.length === 0 ? null : parts.join(', ')
}
