import { authorized } from '../dispatch.js'

export const eventsHandlers = {
  subscribe: authorized.events.subscribe.handler(({ context, signal }) => context.notices.subscribe(signal)),
}
