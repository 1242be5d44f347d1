import type { Instant } from '../kernel/instant.js'
import type { Device } from './model.js'

interface Change {
  deviceId: string
  event: string
  name: string
  place: string | null
  at: Instant
  by: string
}

/** The workstations as certificates say them, with what people did to them on top. @param changes the oldest first. */
export function describeDevices(devices: readonly Device[], changes: readonly Change[]): Device[] {
  const names = new Map(devices.map((device) => [device.id, namedBy(device, changes).name]))
  return devices.map((device) => {
    const added = changes.find(({ deviceId, event }) => deviceId === device.id && isAddition(event))
    const removed = changes.findLast(({ deviceId, event }) => deviceId === device.id && event === 'revoked')
    return {
      ...device,
      ...namedBy(device, changes),
      addedBy: added?.by ?? null,
      addedOn: device.addedOn === null ? null : (names.get(device.addedOn) ?? null),
      removedAt: device.isRevoked ? (removed?.at ?? null) : null,
      removedBy: device.isRevoked ? (removed?.by ?? null) : null,
    }
  })
}

const isAddition = (event: string): boolean => event === 'approved' || event === 'connected'

function namedBy(device: Device, changes: readonly Change[]): Pick<Device, 'name' | 'place'> {
  const last = changes.findLast(({ deviceId, event }) => deviceId === device.id && event === 'renamed')
  return last ? { name: last.name, place: last.place } : { name: device.name, place: null }
}
