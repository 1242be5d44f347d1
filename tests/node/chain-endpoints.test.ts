import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownNodeId } from '../../core/chain-nodes/model.js'
import { type Anvil, startAnvil } from '../contracts/support/anvil.js'
import { codeOf } from '../support/catalogue.js'
import { startGate, untilNode } from '../support/chain-nodes.js'
import { type Client, openClinic, type TestClinic } from '../support/clinic.js'

let clinic: TestClinic
let admin: Client
let anvil: Anvil

beforeEach(async () => {
  clinic = await openClinic()
  admin = await clinic.as('tenant-admin')
  anvil = await startAnvil()
})
afterEach(async () => {
  await clinic.close()
  await anvil.stop()
  expect(clinic.defects).toEqual([])
})

const register = (changes: object = {}) =>
  admin.chainNodes.provision({
    ...{ kind: 'consortium', name: 'Lakeside consortium', chainId: 7_441, endpoint: anvil.endpoint, accessToken: null },
    ...changes,
  })

test('the clinic’s own chain is the first node, and nobody stops or removes it', async () => {
  await register()
  const { items, move, account } = await admin.chainNodes.list({})
  expect(items.map(({ kind, isHome }) => [kind, isHome])).toEqual([
    ['own', true],
    ['consortium', false],
  ])
  expect([move, account.length]).toEqual([null, 42])
  expect(await codeOf(admin.chainNodes.remove({ id: ownNodeId }))).toBe('OWN_CHAIN')
  expect(await codeOf(admin.chainNodes.updateStatus({ id: ownNodeId, status: 'stopped' }))).toBe('OWN_CHAIN')
})

test('an endpoint that answers on its chain runs, and its health is looked at', async () => {
  const made = await register()
  expect(made).toMatchObject({ status: 'running', reason: null, blockNumber: 0, endpoint: anvil.endpoint })
  expect(made.latencyMs).toBeGreaterThanOrEqual(0)
  expect(made.genesisHash).toMatch(/^0x[0-9a-f]{64}$/)
  await anvil.fund('0x1111111111111111111111111111111111111111')
  expect(await admin.chainNodes.check({ id: made.id })).toMatchObject({ status: 'running', diskBytes: null })
  expect(made.history.map(({ status }) => status)).toEqual(['running', 'provisioning'])
  expect(await codeOf(register({ name: 'LAKESIDE consortium' }))).toBe('NAME_TAKEN')
  const auditor = await clinic.as('auditor')
  const entries = await auditor.audit.listEntries({ area: 'chainNodes', outcome: 'changed' })
  expect(entries.items).toHaveLength(2)
})

test('a wrong chain id, a dead endpoint and what is no node fail with the reason, and work when tried again', async () => {
  const wrong = await register({ chainId: 5 })
  expect(wrong).toMatchObject({ status: 'failed', reason: 'The node is on chain 7441, not on 5.', genesisHash: null })
  const gate = await startGate(anvil.endpoint, 'x'.repeat(16))
  gate.close()
  const dead = await register({ name: 'Dead', endpoint: gate.endpoint })
  expect(dead).toMatchObject({ status: 'failed', reason: expect.stringMatching(/did not answer/) })
  expect(await codeOf(admin.chainNodes.move({ id: dead.id }))).toBe('NODE_NOT_RUNNING')

  const { port } = anvil
  await anvil.stop()
  const gone = await register({ name: 'Later', endpoint: `http://127.0.0.1:${port}` })
  expect(gone).toMatchObject({ status: 'failed', checkedAt: null })
  anvil = await startAnvil({ port })
  expect(await admin.chainNodes.updateStatus({ id: gone.id, status: 'provisioning' })).toMatchObject({
    ...{ status: 'running', reason: null, blockNumber: 0 },
  })
})

test('nothing leaves the machine without TLS, and no password stands in an address', async () => {
  expect(await codeOf(register({ endpoint: 'http://chain.example:8545' }))).toBe('BAD_REQUEST')
  expect(await codeOf(register({ endpoint: 'https://me:secret@chain.example' }))).toBe('BAD_REQUEST')
})

test('a wrong credential fails with the reason, and a right one is never shown, logged or told again', async () => {
  const secret = 'kq83-vault-of-the-lake-77'
  const key = 'path-key-of-the-lake-5512'
  const gate = await startGate(anvil.endpoint, secret)
  const refused = await register({ endpoint: `${gate.endpoint}/v3/${key}`, accessToken: 'wrong-credential-9' })
  expect(refused).toMatchObject({
    status: 'failed',
    reason: expect.stringMatching(/refused the credential \(HTTP 401\)/),
  })
  const made = await register({ name: 'Behind a gate', endpoint: `${gate.endpoint}/v3/${key}`, accessToken: secret })
  expect(made).toMatchObject({ status: 'running', hasCredential: true, endpoint: gate.endpoint })
  gate.close()
  for (const _ of [1, 2, 3]) await admin.chainNodes.check({ id: made.id })
  const said = [
    JSON.stringify(await admin.chainNodes.list({})),
    JSON.stringify(await admin.chainNodes.readLog({ id: made.id })),
    JSON.stringify(clinic.database.rows('SELECT * FROM chain_node_changes')),
    JSON.stringify(clinic.database.rows('SELECT * FROM audit_entries')),
    clinic.records.monitor.supportBundle(),
  ]
  for (const text of said) for (const hidden of [secret, key, 'wrong-credential-9']) expect(text).not.toContain(hidden)
  const files = readdirSync(clinic.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const entry of files) {
    const bytes = readFileSync(join(entry.parentPath, entry.name))
    for (const hidden of [secret, key]) expect([entry.name, bytes.includes(hidden)]).toEqual([entry.name, false])
  }
})

test('a node that falls silent is degraded, then failed, and runs again by itself when it comes back', async () => {
  const { id } = await register()
  const { port } = anvil
  await anvil.stop()
  expect(await admin.chainNodes.check({ id })).toMatchObject({ status: 'degraded' })
  await admin.chainNodes.check({ id })
  const failed = await admin.chainNodes.check({ id })
  expect(failed).toMatchObject({ status: 'failed', blockNumber: null, reason: expect.stringMatching(/did not answer/) })
  anvil = await startAnvil({ port })
  const back = await untilNode(clinic, id, ({ status }) => status === 'running' || status === 'degraded')
  expect(back.history.map(({ status }) => status).slice(-3)).toEqual(['degraded', 'running', 'provisioning'])
})

test('a chain that began anew is noticed, and taken for what it is from then on', async () => {
  const { id, genesisHash } = await register()
  const { port } = anvil
  await anvil.stop()
  anvil = await startAnvil({ port, args: ['--timestamp', '1700000000'] })
  const found = await admin.chainNodes.check({ id })
  expect(found).toMatchObject({ status: 'degraded', reason: expect.stringMatching(/began anew/) })
  expect(found.genesisHash).not.toBe(genesisHash)
  expect(await admin.chainNodes.check({ id })).toMatchObject({ status: 'running', genesisHash: found.genesisHash })
})

test('is stopped, started and removed with its credential', async () => {
  const { id } = await register({ accessToken: 'some-credential-of-ours' })
  expect(await admin.chainNodes.updateStatus({ id, status: 'stopped' })).toMatchObject({
    ...{ status: 'stopped', blockNumber: null },
  })
  expect(await codeOf(admin.chainNodes.check({ id }))).toBe('NOT_POSSIBLE_NOW')
  expect(await codeOf(admin.chainNodes.updateStatus({ id, status: 'provisioning' }))).toBe('NOT_POSSIBLE_NOW')
  expect(await admin.chainNodes.updateStatus({ id, status: 'running' })).toMatchObject({ status: 'running' })
  await admin.chainNodes.remove({ id })
  expect(await codeOf(admin.chainNodes.get({ id }))).toBe('NODE_UNKNOWN')
  expect(clinic.database.rows('SELECT * FROM chain_node_secrets')).toEqual([])
})
