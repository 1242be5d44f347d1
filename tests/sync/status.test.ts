import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../support/catalogue.js'
import { LyingRelay } from './lying-relay.js'
import { Scene, type Workstation } from './workstations.js'

let scene: Scene
let relay: LyingRelay
let first: Workstation
let second: Workstation

beforeEach(async () => {
  scene = new Scene()
  relay = await LyingRelay.before((await scene.relay()).url)
  scene.defer(() => relay.close())
  ;({ first } = await scene.clinic({ url: relay.url, fingerprint: null }))
  second = await scene.joined(first, 'Room 2')
  await allSent(first)
  await second.client.sync.syncNow({})
})
afterEach(async () => {
  await scene.close()
  expect([...first.defects, ...second.defects]).toEqual([])
})

const allSent = (workstation: Workstation) =>
  workstation.until(async () => (await workstation.status()).waitingOps === 0)

test('what somebody wrote offline stays theirs, whoever is signed in when it is sent', async () => {
  const passphrase = 'first passphrase'
  await first.client.identity.addStaff({ displayName: 'Juma', loginName: 'juma', roles: ['front-desk'], passphrase })
  await allSent(first)
  relay.cut()
  await first.client.sync.syncNow({})
  const patientId = await first.register('Otieno')
  await first.client.identity.signOut({})
  await first.signIn('juma', passphrase)
  const waiting = (await first.client.sync.listWaiting({})).items
  expect(waiting.map(({ kind, by, deviceName }) => [kind, by, deviceName])).toContainEqual([
    'patient',
    'Amara Obi',
    null,
  ])
  const { code } = await first.client.patients.get({ patientId })
  expect(waiting.find(({ kind }) => kind === 'patient')?.code).toBe(code)
  relay.mend()
  await first.client.sync.syncNow({})
  await second.until(() => second.hasPatient('Otieno'))
  const [version] = second.records.journal.versionsOf('patient', patientId)
  expect(version?.by).toBe('Amara Obi')
  const received = (await second.client.sync.listReceived({ limit: 100 })).items
  expect(received.find(({ recordId }) => recordId === patientId)).toMatchObject({
    by: 'Amara Obi',
    deviceName: 'Front desk',
  })
  expect((await first.client.sync.listWaiting({})).items).toEqual([])
})

test('long lists come page by page, each change once', async () => {
  relay.cut()
  await first.client.sync.syncNow({})
  for (const name of ['Achieng', 'Banda', 'Chanda']) await first.register(name)
  const { waitingOps } = await first.status()
  const seen: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof first.client.sync.listWaiting>> = await first.client.sync.listWaiting(
      cursor === undefined ? { limit: 2 } : { limit: 2, cursor },
    )
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(seen).toHaveLength(waitingOps)
  expect(new Set(seen).size).toBe(waitingOps)
})

test('what was refused is tried again one by one, and said to be settled only when it came right', async () => {
  relay.lie(second.records.deviceId, { page: (page) => ({ ...page, entries: [], reached: page.cursor, cursor: 0 }) })
  await second.client.sync.syncNow({})
  const { refused } = await second.client.sync.listQueue({})
  const [entry] = refused
  if (!entry) throw new Error('Nothing was refused.')
  expect(entry.reason).toBe('ROLLED_BACK')
  expect((await second.status()).quarantined).toBe(1)
  expect((await second.client.sync.retryRefused({ id: entry.id })).outcome).toBe('again')
  relay.honest()
  relay.cut()
  expect((await second.client.sync.retryRefused({ id: entry.id })).outcome).toBe('not-reached')
  expect((await second.client.sync.listQueue({})).refused).toHaveLength(1)
  relay.mend()
  const retried = await second.client.sync.retryRefused({ id: entry.id })
  expect(retried).toMatchObject({
    outcome: 'settled',
    status: { quarantined: 0, relay: 'connected', clockAheadMs: null },
  })
  expect(await codeOf(second.client.sync.retryRefused({ id: entry.id }))).toBe('REFUSED_UNKNOWN')
})
