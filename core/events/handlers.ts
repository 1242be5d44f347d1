import { authorized, type Context } from '../dispatch.js'
import type { StopSignal } from '../ports/notices.js'

export const eventsHandlers = {
  subscribe: authorized.events.subscribe.handler(({ context, signal }) => whileTheyWorkHere(context, signal)),
}

/** What changes, until the listener's sign-in is turned off: that is the last that they hear. */
async function* whileTheyWorkHere(context: Context, signal: StopSignal | undefined) {
  const isIn = () => context.workstation()?.staffMember(context.actor.staff.id)?.isActive ?? true
  for await (const event of context.notices.subscribe(signal)) {
    yield event
    if (!isIn()) return
  }
}
