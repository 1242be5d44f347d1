import { authorized } from '../dispatch.js'

export const syncHandlers = {
  getStatus: authorized.sync.getStatus.handler(({ context }) =>
    context.read((unit) => ({
      relay: 'not-configured' as const,
      deviceId: context.deviceId,
      waitingOps:
        unit.row<{ count: number }>('SELECT count(*) AS count FROM ops WHERE device = $device', {
          device: context.deviceId,
        })?.count ?? 0,
      lastSyncedAt: null,
    })),
  ),
}
