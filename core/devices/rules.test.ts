import { expect, test } from 'vitest'
import { AnyId } from '../kernel/ids.js'
import type { Device } from './model.js'
import { describeDevices } from './rules.js'

const device = (id: string, addedOn: string | null, isRevoked = false): Device => ({
  id: AnyId.parse(id.padEnd(22, '_')),
  name: `certified ${id}`,
  isThisDevice: false,
  isAdministrator: false,
  isRevoked,
  enrolledAt: '2026-11-21T09:00:00.000Z',
  place: null,
  addedBy: null,
  addedOn: addedOn?.padEnd(22, '_') ?? null,
  lastHeardAt: null,
  removedAt: null,
  removedBy: null,
})

const change = (of: string, event: string, hour: number, more: { name?: string; place?: string } = {}) => ({
  deviceId: of.padEnd(22, '_'),
  event,
  name: more.name ?? 'unchanged',
  place: more.place ?? null,
  at: `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`,
  by: `person at ${hour}`,
})

test('a workstation is called as people named it last, and by its certificate before', () => {
  const changes = [
    change('a', 'renamed', 10, { name: 'Desk', place: 'Hall' }),
    change('a', 'renamed', 11, { name: 'Front desk' }),
  ]
  const [a, b] = describeDevices([device('a', null), device('b', 'a')], changes)
  expect(a).toMatchObject({ name: 'Front desk', place: null })
  expect(b).toMatchObject({ name: 'certified b', addedOn: 'Front desk' })
})

test('who let it in is the first who did, and a removal stands only where its certificate was revoked', () => {
  const changes = [change('a', 'approved', 9), change('a', 'connected', 10), change('a', 'revoked', 12)]
  expect(describeDevices([device('a', null, true)], changes)[0]).toMatchObject({
    addedBy: 'person at 9',
    removedAt: '2026-11-21T12:00:00.000Z',
    removedBy: 'person at 12',
  })
  expect(describeDevices([device('a', null)], changes)[0]).toMatchObject({ removedAt: null, removedBy: null })
})
