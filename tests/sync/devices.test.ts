import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeInvitation, encodeInvitation } from '../../node/sync/invitation.js'
import { codeOf } from '../support/catalogue.js'
import { harbor } from '../support/node.js'
import { LyingRelay } from './lying-relay.js'
import { hasJoined, meet, Scene, type Workstation } from './workstations.js'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene.close())

const allSent = (workstation: Workstation) =>
  workstation.until(async () => (await workstation.status()).waitingOps === 0)

test('a workstation that was removed gets nothing new, and what it writes reaches nobody', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  const third = await scene.joined(first, 'Pharmacy')
  await meet([first, second, third])
  expect(await codeOf(first.client.devices.revoke({ id: first.records.deviceId }))).toBe('OWN_DEVICE')
  await first.client.devices.revoke({ id: second.records.deviceId })
  await first.register('Achieng')
  await meet([first, third])
  expect(third.hasPatient('Achieng')).toBe(true)
  expect((await third.client.devices.list({})).find(({ name }) => name === 'Room 2')?.isRevoked).toBe(true)
  const status = await second.client.sync.syncNow({})
  expect(status).toMatchObject({ relay: 'removed', problem: { code: 'DEVICE_REMOVED' } })
  await second.register('Banda')
  await second.client.sync.syncNow({})
  await meet([first, third])
  expect([second.hasPatient('Achieng'), first.hasPatient('Banda')]).toEqual([false, false])
  // New ops are sealed under a key that the removed workstation was not given.
  const newest = first.records.database.row<{ header: string }>('SELECT header FROM ops ORDER BY n DESC LIMIT 1')
  expect(JSON.parse(newest?.header ?? '{}')).toMatchObject({ epoch: 2 })
  expect(second.records.secrets.epochs.of(2)).toBeUndefined()
  const fourth = await scene.joined(first, 'Room 4')
  await meet([first, third, fourth])
  expect(fourth.hash()).toBe(first.hash())
  expect([...first.defects, ...second.defects, ...third.defects]).toEqual([])
})

test('a workstation that was not an administrator’s lets nobody in', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  expect(await codeOf(second.client.devices.invite({}))).toBe('RELAY_REFUSED')
  const third = await scene.joined(first, 'Office', true)
  await scene.joined(third, 'Room 3')
  await meet([second, first])
  expect((await second.client.devices.list({})).map(({ name }) => name).sort()).toEqual([
    'Front desk',
    'Office',
    'Room 2',
    'Room 3',
  ])
})

test('a code is for one workstation, and a wrong one for none', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const { code } = await first.client.devices.invite({})
  const second = scene.workstation()
  const invitation = decodeInvitation(code)
  if (!invitation) throw new Error('The code cannot be read.')
  const guessed = encodeInvitation({ ...invitation, secret: new Uint8Array(32) })
  expect(await codeOf(second.client.devices.join({ code: guessed, deviceName: 'Room 2' }))).toBe('none')
  // The relay has a request; the administrator's workstation sees that whoever made it did not have the code.
  expect(await first.client.devices.listWaiting({})).toEqual([])
  const third = scene.workstation()
  expect(await codeOf(third.client.devices.join({ code, deviceName: 'Room 3' }))).toBe('RELAY_REFUSED')
  expect(await codeOf(third.client.devices.join({ code: 'not a code of any clinic', deviceName: 'Room 3' }))).toBe(
    'RELAY_REFUSED',
  )
})

test('a line that breaks while a workstation joins, and an answer that is lost while a clinic is founded, cost nothing', async () => {
  const relay = await LyingRelay.before((await scene.relay()).url)
  scene.defer(() => relay.close())
  const first = scene.workstation()
  await first.client.identity.setUpClinic(harbor)
  const at = { url: relay.url, fingerprint: null, deviceName: 'Front desk', admission: null }
  // The first is asked for again by itself.
  relay.loseAnswer('/v1/tenants', 2)
  expect(await codeOf(first.client.devices.connectRelay(at))).toBe('RELAY_REFUSED')
  await first.client.devices.connectRelay(at)
  await first.register('Otieno')
  const { code } = await first.client.devices.invite({})
  const second = scene.workstation()
  await second.client.devices.join({ code, deviceName: 'Room 2' })
  relay.loseAnswer('/v1/batches?after=0')
  const [waiting] = await first.client.devices.listWaiting({})
  await first.client.devices.approve({ inviteId: waiting?.inviteId ?? '', isAdministrator: false })
  await hasJoined(second)
  await second.signIn()
  expect(second.hash()).toBe(first.hash())
})

test('when every workstation is lost, the recovery code brings the clinic back', async () => {
  const relay = await scene.relay()
  const { first, recoveryCode } = await scene.clinic(relay)
  await first.register('Otieno')
  await allSent(first)
  const hash = first.hash()
  await first.close()
  const fresh = scene.workstation()
  const at = { url: relay.url, fingerprint: null, deviceName: 'New front desk' }
  expect(await codeOf(fresh.client.devices.recoverTenant({ ...at, recoveryCode: 'ABCD-'.repeat(8) }))).toBe(
    'RELAY_REFUSED',
  )
  await fresh.client.devices.recoverTenant({ ...at, recoveryCode })
  await hasJoined(fresh)
  await fresh.signIn()
  expect(fresh.hash()).toBe(hash)
  const lost = (await fresh.client.devices.list({})).find(({ name }) => name === 'Front desk')
  await fresh.client.devices.revoke({ id: lost?.id ?? '' })
  // Letting others in goes on, and the same code goes on opening this workstation and, in a new epoch, the clinic.
  await scene.joined(fresh, 'Room 2')
  await fresh.register('Achieng')
  await allSent(fresh)
  const again = scene.workstation()
  await again.client.devices.recoverTenant({ ...at, recoveryCode })
  await hasJoined(again)
  await again.signIn()
  expect(again.hash()).toBe(fresh.hash())
  await fresh.client.identity.signOut({})
  await fresh.client.identity.recover({ recoveryCode, loginName: 'amara', passphrase: 'a brand new passphrase' })
  expect(fresh.defects).toEqual([])
})

test('a restored backup gets back what it had sent, and then goes on', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  const restore = await backUp(second)
  await second.register('Achieng')
  await meet([second, first])
  await restore()
  await second.signIn()
  expect(second.hasPatient('Achieng')).toBe(false)
  await meet([second, first])
  expect(second.hasPatient('Achieng')).toBe(true)
  await second.register('Banda')
  await meet([second, first])
  expect(first.hasPatient('Banda')).toBe(true)
  expect(second.hash()).toBe(first.hash())
  expect([...first.defects, ...second.defects]).toEqual([])
})

test('a restored backup that was worked on keeps that work and what it had sent before', async () => {
  const relay = await scene.relay()
  const { first } = await scene.clinic(relay)
  const second = await scene.joined(first, 'Room 2')
  const restore = await backUp(second)
  const lost = await second.register('Achieng')
  await second.edit(lost, { phone: '+254 700 000001' })
  await meet([second, first])
  const { port } = relay
  const dataDir = scene.dataDirOf(relay)
  await relay.close()
  await restore()
  await second.signIn()
  const kept = await second.register('Banda')
  await second.edit(kept, { phone: '+254 700 000002' })
  await scene.relay({ dataDir, port })
  await meet([second, first])
  await first.until(() => first.hasPatient('Banda'))
  expect([second.hasPatient('Achieng'), second.hasPatient('Banda')]).toEqual([true, true])
  await second.edit(lost, { phone: '+254 700 000003' })
  await meet([second, first])
  expect(second.hash()).toBe(first.hash())
  const [seqs] = second.records.database.rows<{ n: number; last: number }>(
    'SELECT count(*) AS n, max(seq) AS last FROM ops WHERE device = $device',
    { device: second.records.deviceId },
  )
  expect(seqs?.n).toBe(seqs?.last)
  expect([...first.defects, ...second.defects]).toEqual([])
})

test('what one person wrote is never sent under another’s name', async () => {
  const relay = await scene.relay()
  const { first } = await scene.clinic(relay)
  const second = await scene.joined(first, 'Room 2')
  await second.client.identity.addStaff({
    displayName: 'Dr Juma',
    loginName: 'juma',
    roles: ['doctor'],
    passphrase: 'first passphrase',
  })
  await meet([second, first])
  const { port } = relay
  const dataDir = scene.dataDirOf(relay)
  await relay.close()
  const patientId = await second.register('Achieng')
  await second.client.identity.signOut({})
  await scene.relay({ dataDir, port })
  await second.signIn('juma', 'first passphrase')
  const { waiting } = await second.client.sync.listQueue({})
  expect(waiting.find(({ recordId }) => recordId === patientId)).toMatchObject({
    by: 'Amara Obi',
    statement: 'Patient’s details',
  })
  await meet([second, first])
  await first.until(() => first.hasPatient('Achieng'))
  const [version] = first.records.journal.versionsOf('patient', patientId)
  expect(version?.by).toBe('Amara Obi')
  expect((await second.client.sync.listQueue({})).waiting).toEqual([])
})

/** Copies the folder while the node is down; what it answers puts the copy back, as a person would. */
async function backUp(workstation: Workstation): Promise<() => Promise<void>> {
  const copy = scene.folder('backup')
  await workstation.restart(() => cpSync(workstation.folder, copy, { recursive: true }))
  await workstation.signIn()
  return () =>
    workstation.restart(() => {
      rmSync(workstation.folder, { recursive: true })
      cpSync(copy, workstation.folder, { recursive: true })
      // The words on the lock screen ask for this where the backup is put back on purpose.
      rmSync(join(workstation.folder, 'records.db.watermark'), { force: true })
    })
}
