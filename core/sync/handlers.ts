import { authorized } from '../dispatch.js'

export const syncHandlers = {
  getStatus: authorized.sync.getStatus.handler(({ context }) =>
    context.read((unit) => ({
      relay: 'not-configured' as const,
      deviceId: context.deviceId,
      waitingOps:
        unit.row<{ count: number }>('SELECT count(*) AS count FROM device_ops WHERE is_pushed = 0')?.count ?? 0,
      lastSyncedAt: null,
    })),
  ),
}
