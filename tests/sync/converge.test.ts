import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addAttachment } from '../../core/attachments/intake.js'
import { readAttachmentsOf, readSealedFile } from '../../core/attachments/reads.js'
import { randomIds } from '../../node/system.js'
import { harbor } from '../support/node.js'
import { LyingRelay } from './lying-relay.js'
import { meet, Scene } from './workstations.js'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene.close())

test('a new workstation is let in by a code, has everything, and everybody signs in with the passphrase that they have', async () => {
  const { first } = await scene.clinic(await scene.relay())
  await first.client.identity.addStaff({
    displayName: 'Dr Juma',
    loginName: 'juma',
    roles: ['doctor'],
    passphrase: 'first passphrase',
  })
  await first.register('Otieno')
  const second = await scene.joined(first, 'Room 2')
  expect(second.hash()).toBe(first.hash())
  expect((await second.client.patients.search({ text: 'Otieno' })).items).toHaveLength(1)
  await second.signIn('juma', 'first passphrase')
  const session = await second.client.identity.verifySession({})
  expect(session.staff.displayName).toBe('Dr Juma')
  expect(
    (await first.client.devices.list({})).map(({ name, isAdministrator }) => [name, isAdministrator]).sort(),
  ).toEqual([
    ['Front desk', true],
    ['Room 2', false],
  ])
  expect([...first.defects, ...second.defects]).toEqual([])
})

test('what is saved on one workstation is on the other within a second', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  await second.until(async () => (await second.status()).relay === 'connected')
  await first.until(async () => (await first.status()).relay === 'connected')
  const times: number[] = []
  for (const name of ['Achieng', 'Banda', 'Chanda']) {
    const started = performance.now()
    await first.register(name)
    await second.until(() => second.hasPatient(name))
    times.push(performance.now() - started)
  }
  expect(Math.max(...times)).toBeLessThan(1_000)
  expect([...first.defects, ...second.defects]).toEqual([])
})

test('a passphrase that was changed on one workstation counts on the other', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  await first.client.identity.changePassphrase({ current: harbor.passphrase, next: 'another long passphrase' })
  await first.until(async () => (await first.status()).waitingOps === 0)
  await second.client.sync.syncNow({})
  await second.client.identity.signOut({})
  await second.signIn('amara', 'another long passphrase')
  await second.client.identity.signOut({})
  await expect(second.signIn('amara', harbor.passphrase)).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
})

test('three workstations that worked apart come to the same state', async () => {
  const relay = await LyingRelay.before((await scene.relay()).url)
  scene.defer(() => relay.close())
  const { first } = await scene.clinic({ url: relay.url, fingerprint: null })
  const second = await scene.joined(first, 'Room 2')
  const third = await scene.joined(first, 'Pharmacy')
  const all = [first, second, third]
  const patientId = await first.register('Otieno')
  await meet(all)
  relay.cut()
  for (const workstation of all) expect((await workstation.client.sync.syncNow({})).relay).toBe('unreachable')
  await first.edit(patientId, { phone: '+254 700 000001' })
  await second.edit(patientId, { phone: '+254 700 000002', email: 'amina@example.org' })
  await third.edit(patientId, { language: 'sw' })
  for (const [index, workstation] of all.entries()) await workstation.register(`Offline ${index}`)
  const status = await second.status()
  expect(status.waitingOps).toBeGreaterThan(2)
  expect(status.retryAt).not.toBeNull()
  relay.mend()
  await meet(all)
  const [hash] = all.map((workstation) => workstation.hash())
  expect(all.map((workstation) => workstation.hash())).toEqual([hash, hash, hash])
  const shown = await third.client.patients.get({ patientId })
  expect(shown).toMatchObject({ phone: '+254 700 000002', email: 'amina@example.org', language: 'sw' })
  expect(all.flatMap(({ defects }) => defects)).toEqual([])
})

test('a relay that stopped and came back has everything that it acknowledged, and the rest is sent again', async () => {
  const relay = await scene.relay()
  const { first } = await scene.clinic(relay)
  const second = await scene.joined(first, 'Room 2')
  const dataDir = scene.dataDirOf(relay)
  let running = relay
  for (let round = 0; round < 3; round += 1) {
    await running.close()
    await first.register(`Round ${round}`)
    running = await scene.relay({ dataDir, port: relay.port })
    await second.until(() => second.hasPatient(`Round ${round}`))
  }
  await meet([first, second])
  expect(second.hash()).toBe(first.hash())
})

test('a hub on the clinic’s network is spoken to over TLS, under the certificate that was pinned and no other', async () => {
  const relay = await scene.relay({ tls: 'own' })
  const { first } = await scene.clinic(relay)
  const second = await scene.joined(first, 'Room 2')
  await first.register('Otieno')
  await second.until(() => second.hasPatient('Otieno'))
  const stranger = scene.workstation()
  await stranger.client.identity.setUpClinic(harbor)
  const fingerprint = 'ab'.repeat(32)
  const at = { url: relay.url, fingerprint, deviceName: 'Front desk', admission: null }
  await expect(stranger.client.devices.connectRelay(at)).rejects.toMatchObject({
    code: 'RELAY_REFUSED',
    data: { code: 'IMPOSTOR' },
  })
})

test('a new workstation begins with a snapshot, and takes the rest from the log', async () => {
  const { first } = await scene.clinic(await scene.relay())
  for (let index = 0; index < 24; index += 1) {
    await first.register(`Person ${index}`)
    await first.client.sync.syncNow({})
  }
  const second = await scene.joined(first, 'Room 2')
  expect(second.hash()).toBe(first.hash())
  const audits = second.records.database.rows<{ actor: string }>(
    `SELECT DISTINCT actor_name AS actor FROM audit_entries WHERE action = 'sync.receive'`,
  )
  expect(audits.map(({ actor }) => actor)).toContain('snapshot')
  await second.register('After the snapshot')
  await meet([second, first])
  expect(first.hasPatient('After the snapshot')).toBe(true)
})

test('a file that was attached is on the other workstation, byte for byte, and goes on where it was cut off', async () => {
  const relay = await LyingRelay.before((await scene.relay()).url)
  scene.defer(() => relay.close())
  const { first } = await scene.clinic({ url: relay.url, fingerprint: null })
  const second = await scene.joined(first, 'Room 2')
  const patientId = await first.register('Otieno')
  const content = randomBytes(5_300_000)
  const { journal, files } = first.records
  const about = { kind: 'patient' as const, id: patientId, patientId }
  const details = { name: 'Referral.pdf', mediaType: 'application/pdf', addedBy: 'Amara Obi' }
  const sealed = files.seal({ ...details, id: randomIds.newId(), about, content, addedAt: new Date().toISOString() })
  // The line breaks in the middle of the third chunk's way.
  let chunks = 0
  relay.watch((call) => {
    if (call.method === 'PUT' && ++chunks === 3) relay.cut()
  })
  const act = { actorId: 'amara', actorName: 'Amara Obi', action: 'test.attach', door: 'window' as const }
  journal.transact(act, (unit) => addAttachment(unit, sealed))
  await first.until(async () => (await first.status()).relay === 'unreachable')
  relay.mend()
  await first.client.sync.syncNow({})
  await second.until(() => second.records.database.read((db) => readSealedFile(db, sealed.record.id)) !== undefined)
  const file = second.records.database.read((db) => readSealedFile(db, sealed.record.id))
  expect(file && Buffer.compare(second.records.files.open(file), content)).toBe(0)
  // Two chunks that were there already were not sent again.
  expect(chunks).toBeLessThanOrEqual(1 + sealed.record.chunks)
  expect(second.records.database.read((db) => readAttachmentsOf(db, about))).toMatchObject([
    { name: 'Referral.pdf', bytes: content.length, place: 'at-relay' },
  ])
  expect([...first.defects, ...second.defects]).toEqual([])
})
