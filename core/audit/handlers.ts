import { authorized, type Context } from '../dispatch.js'
import { dayBounds } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import type { Subject } from '../ports/unit.js'
import { writeEvents } from './fhir.js'
import type { AuditFilter } from './model.js'
import { type EntrySearch, readEntries, toListed } from './store.js'

export const auditHandlers = {
  listEntries: authorized.audit.listEntries.handler(({ input, context }) =>
    context.read((unit) => {
      const page = toPage(readEntries(unit, searchOf(input, context)), input.limit, ({ seq }) => String(seq))
      return { ...page, items: page.items.map((entry) => toListed(unit, entry)) }
    }),
  ),

  exportEvents: authorized.audit.exportEvents.handler(({ input, context }) => {
    const { items, nextCursor } = context.read((unit) =>
      toPage(readEntries(unit, searchOf(input, context)), input.limit, ({ seq }) => String(seq)),
    )
    const { actorId, actorName } = context.actor
    const act = { actorId, actorName, action: 'audit.exportEvents', door: context.door.kind }
    context.journal.note(act, 'read', patientsOf(items.flatMap(({ subjects }) => subjects)))
    return { ...writeEvents(items, context.deviceId, input.format), entries: items.length, nextCursor }
  }),

  verifyChain: authorized.audit.verifyChain.handler(({ context }) => context.journal.verifyAudit()),
}

function searchOf(
  input: AuditFilter & { cursor?: string | undefined; limit: number },
  { clinic }: Pick<Context, 'clinic'>,
): EntrySearch {
  const { from, until, cursor, limit, ...rest } = input
  return {
    ...rest,
    from: from && dayBounds(from, clinic.timeZone).startsAt,
    until: until && dayBounds(until, clinic.timeZone).endsAt,
    before: cursor === undefined ? undefined : Number(cursor),
    limit: limit + 1,
  }
}

/** Whom an export names, each once. */
function patientsOf(subjects: readonly Subject[]): Subject[] {
  const patients = new Set(subjects.flatMap(({ patientId }) => (patientId === null ? [] : [patientId])))
  return [...patients].map((patientId) => ({ kind: 'patient', id: patientId, patientId }))
}
