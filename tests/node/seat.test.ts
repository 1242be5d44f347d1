import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { catalogue } from '../../core/catalogue.js'
import { codeOf } from '../support/catalogue.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

type WindowClient = ContractRouterClient<typeof catalogue>

const folder = newDataDir()
let running: TestNode

beforeEach(() => {
  running = openNode(folder)
})
afterEach(async () => {
  vi.useRealTimers()
  await running.close()
  removeDataDir(folder)
})

/** A window's port, as the shell would hand it over; `close` resolves when the node has seen it. */
function openWindow(): { client: WindowClient; close: () => Promise<void> } {
  const { port1, port2 } = new MessageChannel()
  running.node.serveWindow(port1)
  const isClosed = new Promise<void>((resolve) => port1.once('close', () => resolve()))
  return {
    client: createORPCClient<WindowClient>(new RPCLink({ port: port2 as never })),
    close: () => {
      port2.close()
      return isClosed
    },
  }
}

const who = async ({ client }: { client: WindowClient }) =>
  client.identity.verifySession({}).then(
    ({ staff }) => staff.loginName,
    (error: unknown) => codeOf(Promise.reject(error)),
  )

test('whoever is signed in keeps the seat while the window shows another clinic', async () => {
  const before = openWindow()
  await before.client.identity.setUpClinic(harbor)
  expect(running.node.seat.keep()).toBe(true)
  await before.close()
  expect(running.node.lobby.isAnybodyIn()).toBe(true)
  expect(await who(openWindow())).toBe('amara')
})

test('a window that is loaded anew or closed leaves the seat', async () => {
  const before = openWindow()
  await before.client.identity.setUpClinic(harbor)
  await before.close()
  expect(running.node.lobby.isAnybodyIn()).toBe(false)
  expect(await who(openWindow())).toBe('UNAUTHORIZED')
})

test('nobody keeps a seat at the lock screen', async () => {
  const before = openWindow()
  await before.client.identity.setUpClinic(harbor)
  await before.client.identity.lock({})
  expect(running.node.seat.keep()).toBe(false)
  await before.close()
  expect(await who(openWindow())).toBe('UNAUTHORIZED')
})

test('the old port, closed late, takes nobody from their seat', async () => {
  const before = openWindow()
  await before.client.identity.setUpClinic(harbor)
  running.node.seat.keep()
  const after = openWindow()
  await before.close()
  expect(await who(after)).toBe('amara')
  expect(running.node.lobby.isAnybodyIn()).toBe(true)
})

test('a kept seat locks itself when the clinic would, and the audit log says so', async () => {
  const before = openWindow()
  await before.client.identity.setUpClinic(harbor)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  running.node.seat.keep()
  vi.advanceTimersByTime(9 * 60_000)
  expect(running.node.lobby.isAnybodyIn()).toBe(true)
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  expect(running.node.lobby.isAnybodyIn()).toBe(false)
  await before.close()
  const after = openWindow()
  expect(await who(after)).toBe('UNAUTHORIZED')
  await after.client.identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase })
  const { items } = await after.client.audit.listEntries({ limit: 10 })
  expect(items.map(({ action }) => action)).toContain('identity.lock')
})

test('locking all locks a kept seat at once', async () => {
  const before = openWindow()
  await before.client.identity.setUpClinic(harbor)
  running.node.seat.keep()
  running.node.seat.lock()
  await before.close()
  expect(await who(openWindow())).toBe('UNAUTHORIZED')
})
