import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stateHash } from '../support/devices.js'
import { harbor, newDataDir, openNode, removeDataDir } from '../support/node.js'
import { NodeProcess } from '../support/node-process.js'
import { newRelayHome, type RelayHome, type RelayProcess, startRelayProcess } from '../support/relay.js'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js'

/** `npm run test:deep` kills a hundred times, and cuts for longer. */
const isDeep = process.env.MEDICHAIN_DEEP !== undefined
const kills = isDeep ? 100 : 4
const cutMs = isDeep ? 40_000 : 4_000

/** Three local nodes and a relay, each a program of its own over real sockets; all lines go through a proxy that can make them bad. */
let home: RelayHome
let relay: RelayProcess
let port: number
const nodes: NodeProcess[] = []
let line: TcpProxy
const folders = [newDataDir(), newDataDir(), newDataDir()]
const registered: string[] = []

beforeAll(async () => {
  home = await newRelayHome(null)
  relay = await startRelayProcess(home)
  port = Number(new URL(relay.url).port)
  line = await startTcpProxy(port)
  for (const folder of folders) nodes.push(await NodeProcess.start(folder))
  const [first, second, third] = nodes as [NodeProcess, NodeProcess, NodeProcess]
  await first.found(line.url)
  await first.admit(second, 'Room 2')
  await first.admit(third, 'Pharmacy')
}, 180_000)

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await relay.kill('SIGTERM')
  await line.close()
  for (const folder of folders) removeDataDir(folder)
  home.remove()
})

async function expectAllEverywhere(): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const node of nodes) await node.synced()
  for (const node of nodes)
    for (const patientId of registered) expect([patientId, await node.has(patientId)]).toEqual([patientId, true])
}

test(
  `a relay that is killed ${kills} times amid pushes costs no workstation anything`,
  async () => {
    for (let killed = 0; killed < kills; killed += 1) {
      const saving = nodes.map((node, index) => node.register(`Kill ${killed} ${index}`))
      registered.push(...(await Promise.all(saving)))
      const pushing = nodes.map((node) => node.syncNow())
      await sleep(Math.random() * 40)
      await relay.kill('SIGKILL')
      await Promise.all(pushing)
      relay = await startRelayProcess(home, port)
    }
    await expectAllEverywhere()
  },
  60_000 + kills * 8_000,
)

test(
  'a network that is gone for a while, and lines that stay open and say nothing, cost nothing but time',
  async () => {
    for (const bad of ['gone', 'stalled', 'deaf'] as const) {
      line.line = bad
      for (const [index, node] of nodes.entries()) registered.push(await node.register(`Apart ${bad} ${index}`))
      const syncing = nodes.map((node) => node.syncNow())
      await sleep(cutMs)
      line.line = 'open'
      // What the line swallowed never comes: only a new one helps.
      if (bad !== 'gone') line.cut()
      await Promise.all(syncing)
    }
    await expectAllEverywhere()
  },
  120_000 + 3 * cutMs,
)

test('a line of twenty kilobytes a second brings everything all the same', async () => {
  line.bytesPerSecond = 20_000
  for (const [index, node] of nodes.entries()) registered.push(await node.register(`Slow ${index}`))
  await expectAllEverywhere()
  line.bytesPerSecond = 0
}, 120_000)

test('in the end all three have the same records, to the byte', async () => {
  await expectAllEverywhere()
  await Promise.all(nodes.splice(0).map(async (node) => expect(await node.stop()).toBe(0)))
  const hashes: string[] = []
  for (const folder of folders) {
    const { client, node, close } = openNode(folder)
    await client.identity.signIn({ loginName: harbor.administrator.loginName, passphrase: harbor.passphrase })
    const records = node.vault.records()
    if (records) hashes.push(stateHash(records.database))
    await close()
  }
  expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]])
}, 120_000)
