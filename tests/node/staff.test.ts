import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { windowDoor } from '../../node/doors.js'
import { router } from '../../node/router.js'
import { codeOf } from '../support/catalogue.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

let folder: string
let node: TestNode

beforeEach(async () => {
  folder = newDataDir()
  node = openNode(folder)
  await node.client.identity.setUpClinic(harbor)
})
afterEach(async () => {
  expect(node.defects).toEqual([])
  await node.close()
  removeDataDir(folder)
})

const passphrase = 'another horse battery'
const addDoctor = () =>
  node.client.identity.addStaff({ displayName: 'Otieno Were', loginName: 'otieno', roles: ['doctor'], passphrase })
const secondWindow = () =>
  createRouterClient(router, { context: { ...node.node.context, door: windowDoor(node.node.lobby) } })

test('who was turned off is told so, at this window and after a restart, and comes back with the same passphrase', async () => {
  const doctor = await addDoctor()
  const window = secondWindow()
  await window.identity.signIn({ loginName: 'otieno', passphrase })
  const out = await node.client.identity.deactivateStaff({ staffId: doctor.id, version: 1 })
  expect(await codeOf(window.identity.verifySession({}))).toBe('UNAUTHORIZED')
  expect(await codeOf(window.identity.signIn({ loginName: 'otieno', passphrase }))).toBe('DEACTIVATED')
  expect((await window.identity.getWorkstation({})).users.map(({ loginName }) => loginName)).toEqual(['amara'])
  await node.close()
  node = openNode(folder)
  expect(await codeOf(node.client.identity.signIn({ loginName: 'otieno', passphrase }))).toBe('DEACTIVATED')
  expect((await node.client.identity.getWorkstation({})).state).toBe('locked')
  await node.client.identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase })
  await node.client.identity.reactivateStaff({ staffId: doctor.id, version: out.version })
  const again = await secondWindow().identity.signIn({ loginName: 'otieno', passphrase })
  expect(again.session.staff).toMatchObject({ id: doctor.id, isActive: true })
})

test('the stream of events ends for whoever was turned off', async () => {
  const doctor = await addDoctor()
  const window = secondWindow()
  await window.identity.signIn({ loginName: 'otieno', passphrase })
  const events = await window.events.subscribe({})
  const heard = (async () => {
    const all = []
    for await (const event of events) all.push(event)
    return all
  })()
  await node.client.identity.deactivateStaff({ staffId: doctor.id, version: 1 })
  expect((await heard).at(-1)).toMatchObject({ type: 'changed', kinds: expect.arrayContaining(['staff']) })
})
