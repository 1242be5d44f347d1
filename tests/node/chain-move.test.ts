import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ownNodeId } from '../../core/chain-nodes/model.js'
import type { Proof } from '../../core/kernel/proof.js'
import type { Address } from '../../core/ports/chain.js'
import type { Helper } from '../../core/ports/host.js'
import { type Anvil, startAnvil } from '../contracts/support/anvil.js'
import { codeOf } from '../support/catalogue.js'
import { watchedChainHost } from '../support/chain-host.js'
import { untilNode, untilNodes } from '../support/chain-nodes.js'
import { type Client, openClinic, type TestClinic } from '../support/clinic.js'
import { beginVisit } from '../support/visit.js'

// Each starts several processes: a busy machine must not make a failure.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let clinic: TestClinic
let admin: Client
let anvil: Anvil
let running: Helper[]

beforeEach(async () => {
  const watched = watchedChainHost()
  running = watched.running
  clinic = await openClinic({ host: watched.host })
  admin = await clinic.as('tenant-admin')
  // Another chain id than the clinic's: what staff signed has to hold there all the same.
  anvil = await startAnvil({ chainId: 9_001 })
})
afterEach(async () => {
  await clinic.close()
  await anvil.stop()
  expect(clinic.defects).toEqual([])
})

async function register(isFunded = true): Promise<string> {
  const wish = {
    kind: 'consortium',
    name: 'Lakeside',
    chainId: 9_001,
    endpoint: anvil.endpoint,
    accessToken: null,
  } as const
  const { id, status } = await admin.chainNodes.provision(wish)
  expect(status).toBe('running')
  if (isFunded) await fund()
  return id
}
const fund = async () => anvil.fund((await admin.chainNodes.list({})).account as Address)

/** What is anchored, in the order in which it was asked for. */
const calls = () =>
  clinic.database.rows<{ fn: string; state: string; onChainId: string | null; network: string; nodeId: string }>(
    'SELECT fn, state, on_chain_id AS onChainId, network, node_id AS nodeId FROM chain_calls ORDER BY n',
  )
const networks = () => [
  ...new Set([
    ...calls().map(({ network }) => network),
    ...clinic.database.rows<{ network: string }>('SELECT network FROM chain_batches').map(({ network }) => network),
  ]),
]
const waiting = async () => (await admin.anchoring.getStatus({})).waiting
const hasArrived = () => untilNodes(clinic, ({ move }) => move === null)
const sealOf = async (recordId: string): Promise<Proof['state']> =>
  (await (await clinic.as('doctor')).anchoring.getProof({ kind: 'patient', recordId })).proof.state

/** A day of work, anchored on the clinic's own chain. */
async function workDay() {
  const visit = await beginVisit(clinic)
  await clinic.records.outbox.flush()
  expect(await waiting()).toBe(0)
  return visit
}

test('everything is anchored again on the consortium’s chain, in order, each once, with the signatures of before', async () => {
  const { patient } = await workDay()
  const before = calls()
  const id = await register()
  const { move } = await admin.chainNodes.move({ id })
  expect(move).toMatchObject({ fromId: ownNodeId, toId: id, anchored: 0 })
  expect(move?.total).toBeGreaterThan(before.length)
  const { items } = await hasArrived()
  expect(items.map(({ kind, isHome, status }) => [kind, isHome, status])).toEqual([
    ['own', false, 'stopped'],
    ['consortium', true, 'running'],
  ])
  expect(networks()).toEqual(['consortium'])
  expect(calls().map(({ fn, onChainId, state }) => [fn, onChainId, state])).toEqual(
    before.map(({ fn, onChainId, state }) => [fn, onChainId, state]),
  )
  expect(await sealOf(patient.id)).toBe('consortium')
  const proof = await (await clinic.as('doctor')).anchoring.getProof({ kind: 'patient', recordId: patient.id })
  expect(proof).toMatchObject({ isOnChain: true, file: { chain: { chainId: 9_001 } } })
  expect(clinic.records.chain.status()).toMatchObject({ kind: 'consortium', chainId: 9_001 })
  const block = clinic.records.chain.status().blockNumber
  await clinic.records.outbox.flush()
  expect(clinic.records.chain.status().blockNumber).toBe(block)
  expect(await codeOf(admin.chainNodes.remove({ id }))).toBe('IN_USE')
  expect(await codeOf(admin.chainNodes.updateStatus({ id, status: 'stopped' }))).toBe('IN_USE')
})

test('until it is anchored there nothing is said to be, and going back leaves all as it was', async () => {
  const { patient } = await workDay()
  const before = calls()
  // Nobody has given the clinic's account funds: its contracts cannot be deployed.
  const id = await register(false)
  await admin.chainNodes.move({ id })
  const { move } = await untilNodes(clinic, (nodes) => /funds/i.test(nodes.move?.reason ?? ''))
  expect(move).toMatchObject({ anchored: 0 })
  expect(await sealOf(patient.id)).toBe('anchored')
  expect(networks()).toEqual(['local'])
  const proof = await (await clinic.as('doctor')).anchoring.getProof({ kind: 'patient', recordId: patient.id })
  expect(proof).toMatchObject({ isOnChain: true, file: null })
  expect(await codeOf(admin.chainNodes.move({ id }))).toBe('ALREADY_HERE')
  expect(await codeOf(admin.chainNodes.remove({ id }))).toBe('IN_USE')

  await admin.chainNodes.move({ id: ownNodeId })
  await hasArrived()
  expect(calls()).toEqual(before)
  expect(await sealOf(patient.id)).toBe('anchored')
  expect(await admin.chainNodes.remove({ id })).toEqual({ id })
})

test('a move that waits for funds goes on once they are there, and new work goes after the old', async () => {
  await workDay()
  const id = await register(false)
  await admin.chainNodes.move({ id })
  await untilNodes(clinic, (nodes) => /funds/i.test(nodes.move?.reason ?? ''))
  await beginVisit(clinic, { familyName: 'Wanjala', from: '11:00' })
  const total = calls().length
  await fund()
  await hasArrived()
  await clinic.records.outbox.flush()
  expect(await waiting()).toBe(0)
  expect(calls().filter(({ nodeId, state }) => nodeId === id && state === 'anchored')).toHaveLength(total)
  const ids = calls().filter(({ fn }) => fn === 'verifyInsurance' || fn === 'registerPatient')
  expect(ids.map(({ network }) => network)).toEqual(ids.map(() => 'consortium'))
})

test('a program that ends in the middle of a move goes on with it at the next start', async () => {
  const { patient } = await workDay()
  const before = calls()
  const id = await register()
  await admin.chainNodes.move({ id })
  await clinic.openAgain()
  expect(clinic.records.chainNodes.home()).toMatchObject({ homeId: id })
  await hasArrived()
  expect(networks()).toEqual(['consortium'])
  expect(calls().map(({ onChainId }) => onChainId)).toEqual(before.map(({ onChainId }) => onChainId))
  expect(await sealOf(patient.id)).toBe('consortium')
})

test('there and back again, everything is on the clinic’s own chain as it was, and nothing was sent twice', async () => {
  await workDay()
  const before = calls()
  const { blockNumber } = clinic.records.chain.status()
  const id = await register()
  await admin.chainNodes.move({ id })
  await hasArrived()
  expect(await admin.chainNodes.get({ id: ownNodeId })).toMatchObject({ status: 'stopped', isHome: false })
  await admin.chainNodes.move({ id: ownNodeId })
  await hasArrived()
  expect(calls()).toEqual(before)
  // Batches of the journey there were larger than those of before, and are new to this chain; no call is.
  expect(clinic.records.chain.status().blockNumber).toBeLessThanOrEqual((blockNumber ?? 0) + 1)
  await untilNode(clinic, ownNodeId, ({ status }) => status === 'running')
})

test('a consortium’s chain that began anew gets everything again, in the old order', async () => {
  await workDay()
  const id = await register()
  await admin.chainNodes.move({ id })
  await hasArrived()
  const before = calls()
  const { port } = anvil
  const { genesisHash } = clinic.records.chain.status()
  await anvil.stop()
  expect(await admin.chainNodes.check({ id })).toMatchObject({ status: 'degraded', isHome: true })
  anvil = await startAnvil({ port, chainId: 9_001, args: ['--timestamp', '1700000000'] })
  await fund()
  await untilNode(clinic, id, ({ genesisHash: now }) => now !== null && now !== genesisHash)
  await untilNodes(clinic, () => clinic.records.chain.status().state === 'running')
  await clinic.records.outbox.flush()
  expect(calls()).toEqual(before)
  expect(await waiting()).toBe(0)
})

test('a clinic can move to a chain that was made here, which no seal calls a consortium’s', async () => {
  const { patient } = await workDay()
  const { id, status } = await admin.chainNodes.provision({
    ...{ kind: 'process', name: 'Second disk', chainId: 5_005, port: 0, accessToken: null, accounts: [] },
  })
  expect(status).toBe('running')
  await admin.chainNodes.move({ id })
  await hasArrived()
  expect(await sealOf(patient.id)).toBe('anchored')
  expect(new Set(calls().map(({ nodeId }) => nodeId))).toEqual(new Set([id]))
  // Killed after the move, it is started again, and the clinic goes on there.
  running.at(-1)?.kill()
  await untilNode(clinic, id, (node) => node.status === 'degraded')
  await untilNode(clinic, id, (node) => node.status === 'running')
})
