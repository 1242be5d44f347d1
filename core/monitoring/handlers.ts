import { authorized } from '../dispatch.js'

const implement = authorized.monitoring

export const monitoringHandlers = {
  getStatus: implement.getStatus.handler(({ input, context }) =>
    input.isFresh ? context.monitor.look() : context.monitor.status(),
  ),

  getSupportBundle: implement.getSupportBundle.handler(({ context }) => ({ text: context.monitor.supportBundle() })),
}
