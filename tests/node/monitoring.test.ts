import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../support/catalogue.js'
import { TestClock } from '../support/clinic.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

let folder: string
let node: TestNode
const clock = new TestClock('2026-11-21T06:00:00.000Z')

beforeEach(async () => {
  folder = newDataDir()
  clock.set('2026-11-21T06:00:00.000Z')
  node = openNode(folder, clock)
  await node.client.identity.setUpClinic(harbor)
})
afterEach(async () => {
  expect(node.defects).toEqual([])
  await node.close()
  removeDataDir(folder)
})

const look = async () => {
  const { services } = await node.client.monitoring.getStatus({ isFresh: true })
  return Object.fromEntries(services.map((one) => [one.service, one]))
}

test('every service has a state, and what stays otherwise is said once, with what to do', async () => {
  const first = await look()
  expect(first).toMatchObject({
    database: { level: 'running', advice: null },
    sync: { level: 'off' },
    relay: { level: 'off' },
    clock: { level: 'running' },
  })
  clock.advance(-30)
  expect((await look()).clock).toMatchObject({ level: 'running' })
  expect((await look()).clock).toMatchObject({
    level: 'failed',
    reason: expect.stringMatching(/30 minutes behind/),
    advice: expect.stringMatching(/Set the clock/),
  })
  for (let times = 0; times < 5; times += 1) await look()
  clock.advance(60)
  for (let times = 0; times < 3; times += 1) await look()
  expect((await look()).clock?.history.map(({ level }) => level)).toEqual(['running', 'failed', 'running'])
})

test('the support bundle can be read, and names nobody', async () => {
  await node.client.patients.register({
    ...{ givenName: 'Zoë', familyName: 'Muñoz', birthDate: null, sex: 'female', phone: '+254712345678', email: null },
    ...{ address: null, language: null, externalId: null, isConfirmedNew: true },
  })
  const { text } = await node.client.monitoring.getSupportBundle({})
  expect(text).toMatch(/patients: 1/)
  for (const word of ['Zoë', 'Muñoz', '712345678', 'Amara', 'amara', harbor.passphrase, 'Harbor'])
    expect([word, text.includes(word)]).toEqual([word, false])
})

test('metrics are told to whoever has their token, and to nobody else', async () => {
  const { url } = await node.node.openHttpDoor(0)
  expect((await fetch(`${url}/metrics`)).status).toBe(401)
  const wrong = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${'x'.repeat(43)}` } })
  expect(wrong.status).toBe(401)
  const token = readFileSync(join(folder, 'metrics-token'), 'utf8')
  const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${token}` } })
  const text = await answer.text()
  expect(text).toMatch(/^medichain_service_level\{service="database",level="running"\} 1$/m)
  expect(text).toMatch(/^medichain_records_open 1$/m)
  expect(text).not.toMatch(/Amara|Harbor/)
  expect(await codeOf(node.client.monitoring.getStatus({}))).toBe('none')
})
