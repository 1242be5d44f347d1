import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ServiceName } from '../../core/monitoring/model.js'
import type { Host } from '../../core/ports/host.js'
import { Certificates } from '../../node/certificates.js'
import { insertRelay } from '../../node/sync/state.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { furnish } from '../support/furnish.js'

let clinic: TestClinic
let printers: ReturnType<Host['printers']> = null
const servers: Server[] = []

beforeEach(async () => {
  printers = null
  clinic = await openClinic({ printers: () => printers })
})
afterEach(async () => {
  for (const server of servers.splice(0)) server.close()
  await clinic.close()
  expect(clinic.defects).toEqual([])
})

/** What is said of a service after so many looks. */
function look(service: ServiceName, times = 3) {
  for (let done = 1; done < times; done += 1) clinic.records.monitor.look()
  const found = clinic.records.monitor.look().services.find((one) => one.service === service)
  if (!found) throw new Error(`${service} is not looked at.`)
  return found
}
const levels = (service: ServiceName) => look(service, 1).history.map(({ level }) => level)

/** A TLS server whose certificate ends so many days from the clinic's now. */
async function openServer(days: number): Promise<string> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    notAfterDate: new Date(Date.parse(clinic.clock.now()) + days * 86_400_000),
  })
  const server = createServer({ cert, key }, (_, answer) => answer.end())
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const days = (count: number) => clinic.clock.advance(count * 24 * 60)

test('a printer that goes is missed for a week, and said once', async () => {
  expect(look('printer')).toMatchObject({ level: 'off', advice: null })
  printers = []
  expect(look('printer')).toMatchObject({ level: 'off', reason: 'No printer is set up on this computer.' })
  printers = [{ name: 'Front desk', isStopped: false }]
  expect(look('printer')).toMatchObject({ level: 'running', reason: null })
  printers = []
  expect(look('printer', 1).level).toBe('running')
  expect(look('printer', 50)).toMatchObject({
    level: 'degraded',
    reason: 'The printer Front desk is not found any more.',
    advice: expect.stringMatching(/Switch it on/),
  })
  await clinic.openAgain()
  expect(look('printer', 50).level).toBe('degraded')
  expect(levels('printer')).toEqual(['degraded', 'running', 'off'])
  expect(clinic.records.monitor.supportBundle()).not.toContain('Front desk')
  days(8)
  expect(look('printer')).toMatchObject({ level: 'off', advice: null })
})

test('certificates of the relay and of payers are read, and their end is said twice: in time, and urgently', async () => {
  await furnish(clinic)
  const relay = await openServer(40)
  const payer = await openServer(300)
  const admin = await clinic.as('tenant-admin')
  const server = { baseUrl: `${payer}/fhir`, token: 'not-a-real-token', providerNumber: null }
  await admin.payers.connect({ payerName: 'Baobab Mutual', ...server, version: 0 })
  const { hub } = clinic.records
  const certificates = new Certificates(clinic.database, () => hub.state(), clinic.clock)
  await certificates.look()
  expect(look('certificate')).toMatchObject({ level: 'running' })
  clinic.database.transact((db) => insertRelay(db, { url: relay, fingerprint: 'ab', relayId: 'r' }))
  await certificates.look()
  expect(certificates.known().map(({ of }) => of)).toEqual(['the relay', 'the payer Baobab Mutual'])
  expect(look('certificate').level).toBe('running')
  days(10)
  expect(look('certificate', 50)).toMatchObject({
    level: 'degraded',
    reason: expect.stringMatching(/^The certificate of the relay ends in (29|30) days\.$/),
  })
  // Out of reach it is no better.
  for (const one of servers.splice(0)) one.close()
  days(5)
  await certificates.look()
  expect(look('certificate', 50).level).toBe('degraded')
  days(20)
  expect(look('certificate', 50)).toMatchObject({ level: 'failed', advice: expect.stringMatching(/renews it/) })
  expect(levels('certificate').slice(0, 3)).toEqual(['failed', 'degraded', 'running'])
  expect(JSON.stringify(clinic.records.monitor.look())).not.toContain('127.0.0.1')
})
