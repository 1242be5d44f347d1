import { authorized } from '../dispatch.js'
import { dayBounds } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import { listEntries } from './store.js'

export const auditHandlers = {
  listEntries: authorized.audit.listEntries.handler(({ input, context }) =>
    context.read((unit) => {
      const bounds = input.day === undefined ? undefined : dayBounds(input.day, context.clinic.timeZone)
      const entries = listEntries(unit, {
        patientId: input.patientId ?? null,
        actorId: input.actorId ?? null,
        time: bounds ? { from: bounds.startsAt, to: bounds.endsAt } : null,
        before: input.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(input.cursor),
        limit: input.limit + 1,
      })
      return toPage(entries, input.limit, (entry) => String(entry.seq))
    }),
  ),

  verifyChain: authorized.audit.verifyChain.handler(({ context }) => context.journal.verifyAudit()),
}
