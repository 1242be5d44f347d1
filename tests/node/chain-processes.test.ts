import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Helper } from '../../core/ports/host.js'
import { codeOf } from '../support/catalogue.js'
import { watchedChainHost } from '../support/chain-host.js'
import { untilNode } from '../support/chain-nodes.js'
import { type Client, openClinic, type TestClinic } from '../support/clinic.js'

// Each starts several processes: a busy machine must not make a failure.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let clinic: TestClinic
let admin: Client
let running: Helper[]
let folder: string

beforeEach(async () => {
  const watched = watchedChainHost()
  running = watched.running
  clinic = await openClinic({ host: watched.host })
  admin = await clinic.as('tenant-admin')
  folder = join(clinic.folder, 'chain-nodes')
})
afterEach(async () => {
  await clinic.close()
  expect(clinic.defects).toEqual([])
})

const token = 'a-token-for-other-programs'
const account = `0x${'12'.repeat(20)}`
const provision = (changes: object = {}) =>
  admin.chainNodes.provision({
    ...{ kind: 'process', name: 'Practice chain', chainId: 4_242, port: 0, accessToken: token, accounts: [account] },
    ...changes,
  })

async function ask(endpoint: string | null, method: string, params: unknown[] = [], accessToken = token) {
  const response = await fetch(endpoint ?? '', {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  if (response.status !== 200) return response.status
  const { result, error } = (await response.json()) as { result?: unknown; error?: { code: number } }
  return result ?? error?.code
}

test('is a real chain with its own folder, chain id and accounts, which only whoever has the token reaches', async () => {
  const made = await provision()
  expect(made).toMatchObject({ status: 'running', reason: null, chainId: 4_242, hasCredential: false, peers: null })
  expect(made.diskBytes).toBeGreaterThan(1_000)
  expect(readdirSync(join(folder, made.id)).length).toBeGreaterThan(0)
  expect(await ask(made.endpoint, 'eth_chainId')).toBe('0x1092')
  for (const funded of [account, (await admin.chainNodes.list({})).account])
    expect(BigInt(String(await ask(made.endpoint, 'eth_getBalance', [funded, 'latest'])))).toBeGreaterThan(10n ** 20n)
  expect(await ask(made.endpoint, 'eth_chainId', [], 'another-token-of-some-kind')).toBe(401)
  for (const method of ['evm_mine', 'evm_revert', 'personal_unlockAccount', 'eth_accounts', 'miner_start'])
    expect(await ask(made.endpoint, method)).toBe(-32601)
  const log = (await admin.chainNodes.readLog({ id: made.id })).items.map(({ text }) => text)
  expect(log).toEqual(expect.arrayContaining(['Running.', expect.stringMatching(/^Its process runs, at port \d+\.$/)]))
  expect(log).toContain('Somebody without the right token was turned away.')
  expect(JSON.stringify([made, log])).not.toContain(token)
})

test('a process that is killed is started again at its port, and keeps its blocks', async () => {
  const made = await provision()
  running.at(-1)?.kill()
  const down = await untilNode(clinic, made.id, ({ status }) => status === 'degraded')
  expect(down.reason).toMatch(/ended.*started again by itself/)
  const back = await untilNode(clinic, made.id, ({ status }) => status === 'running')
  expect(back).toMatchObject({ endpoint: made.endpoint, genesisHash: made.genesisHash })
  expect(back.history.slice(0, 3).map(({ status }) => status)).toEqual(['running', 'degraded', 'running'])
  expect(BigInt(String(await ask(back.endpoint, 'eth_getBalance', [account, 'latest'])))).toBeGreaterThan(0n)
})

test('one that ends again and again is failed, and runs when it is tried again', async () => {
  const { id } = await provision()
  for (let ends = 1; ends < 4; ends++) {
    const killed = running.at(-1)
    killed?.kill()
    await untilNode(clinic, id, ({ status }) => status === 'degraded')
    await untilNode(clinic, id, ({ status }) => status === 'running' && running.at(-1) !== killed)
  }
  running.at(-1)?.kill()
  const failed = await untilNode(clinic, id, ({ status }) => status === 'failed')
  expect(failed.reason).toMatch(/ended 4 times/)
  expect(await admin.chainNodes.updateStatus({ id, status: 'provisioning' })).toMatchObject({ status: 'running' })
})

test('is stopped and started with all that it holds, and removed with it', async () => {
  const { id, endpoint, genesisHash } = await provision()
  expect(await admin.chainNodes.updateStatus({ id, status: 'stopped' })).toMatchObject({ status: 'stopped' })
  await expect(ask(endpoint, 'eth_chainId')).rejects.toThrow()
  const again = await admin.chainNodes.updateStatus({ id, status: 'running' })
  expect(again).toMatchObject({ status: 'running', endpoint, genesisHash })
  await admin.chainNodes.remove({ id })
  expect(readdirSync(folder).filter((name) => name.startsWith(id))).toEqual([])
  await expect(ask(endpoint, 'eth_chainId')).rejects.toThrow()
})

test('may be stopped while it starts', async () => {
  const { id } = await provision()
  await admin.chainNodes.updateStatus({ id, status: 'stopped' })
  const starting = admin.chainNodes.updateStatus({ id, status: 'running' })
  await untilNode(clinic, id, ({ status }) => status === 'syncing')
  expect(await admin.chainNodes.updateStatus({ id, status: 'stopped' })).toMatchObject({ status: 'stopped' })
  expect(await starting).toMatchObject({ status: 'stopped' })
})

test('at a port that is taken fails with the reason, leaves nothing, and works when tried again', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const failed = await provision({ port })
  expect(failed).toMatchObject({
    status: 'failed',
    reason: `Port ${port} is taken by another program. Choose another one.`,
  })
  expect(existsSync(join(folder, failed.id))).toBe(false)
  expect(running).toHaveLength(2)
  taken.close()
  await once(taken, 'close')
  expect(await admin.chainNodes.updateStatus({ id: failed.id, status: 'provisioning' })).toMatchObject({
    ...{ status: 'running', endpoint: `http://127.0.0.1:${port}` },
  })
})

test.runIf(process.platform === 'linux')('on a full disk fails with the reason, and leaves nothing', async () => {
  mkdirSync(folder, { recursive: true })
  symlinkSync('/dev/full', join(folder, 'space.new'))
  const failed = await provision()
  expect(failed).toMatchObject({ status: 'failed', reason: expect.stringMatching(/disk .* full/), diskBytes: null })
  expect(readdirSync(folder).filter((name) => !name.endsWith('.log'))).toEqual([])
  expect(await admin.chainNodes.updateStatus({ id: failed.id, status: 'provisioning' })).toMatchObject({
    status: 'running',
  })
})

test('a process killed while it is made is failed, nothing half made is left, and trying again works', async () => {
  const count = running.length
  const making = provision()
  await expect.poll(() => running.length, { interval: 1 }).toBeGreaterThan(count)
  running.at(-1)?.kill()
  const failed = await making
  expect(failed).toMatchObject({ status: 'failed', reason: expect.stringMatching(/process ended/), genesisHash: null })
  expect(existsSync(join(folder, failed.id))).toBe(false)
  expect(await codeOf(admin.chainNodes.check({ id: failed.id }))).toBe('NOT_POSSIBLE_NOW')
  expect(await admin.chainNodes.updateStatus({ id: failed.id, status: 'provisioning' })).toMatchObject({
    status: 'running',
  })
})

test('a program that ends while it makes a node leaves nothing of it, and says so at the next start', async () => {
  const { id } = await provision()
  clinic.database.transact((db) => db.run(`UPDATE chain_nodes SET status = 'provisioning' WHERE kind = 'process'`))
  rmSync(join(folder, `${id}.log`))
  await clinic.openAgain()
  expect(await admin.chainNodes.get({ id })).toMatchObject({
    ...{ status: 'failed', reason: expect.stringMatching(/ended while it was being made/), diskBytes: null },
  })
  expect(existsSync(join(folder, id))).toBe(false)
  expect(await admin.chainNodes.updateStatus({ id, status: 'provisioning' })).toMatchObject({ status: 'running' })
})

test('what ran is started again with the program, and what was stopped is not', async () => {
  const first = await provision()
  const second = await provision({ name: 'Stopped chain' })
  await admin.chainNodes.updateStatus({ id: second.id, status: 'stopped' })
  await clinic.openAgain()
  const back = await untilNode(clinic, first.id, ({ status }) => status === 'running')
  expect(back).toMatchObject({ endpoint: first.endpoint, genesisHash: first.genesisHash })
  expect(await admin.chainNodes.get({ id: second.id })).toMatchObject({ status: 'stopped' })
})
