import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../support/catalogue.js'
import { harbor } from '../support/node.js'
import { hasJoined, meet, Scene, type Workstation } from './workstations.js'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene.close())

const to = ({ url, fingerprint }: { url: string; fingerprint: string | null }) => ({
  url,
  fingerprint,
  admission: null,
})

const letIn = async (first: Workstation) => {
  const [waiting] = await first.client.devices.listWaiting({})
  await first.client.devices.approve({ inviteId: waiting?.inviteId ?? '', isAdministrator: false })
}

test('a short code that was read aloud lets a workstation in, and only through the relay of whoever read it', async () => {
  const relay = await scene.relay({ tls: 'own' })
  const { first } = await scene.clinic(relay)
  await first.register('Otieno')
  const { shortCode, relayUrl } = await first.client.devices.invite({})
  expect(shortCode).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
  const second = scene.workstation()
  const join = (code: string, url: string | null, fingerprint: string | null = null) =>
    second.client.devices.join({ code, deviceName: 'Room 2', relay: url === null ? null : { url, fingerprint } })
  expect(await codeOf(join(shortCode, null))).toBe('RELAY_REFUSED')
  expect(await codeOf(join('0000-0000-0000-0000', relayUrl))).toBe('RELAY_REFUSED')
  // As it is typed: small letters, spaces, the address of the relay without its certificate.
  await join(shortCode.toLowerCase().replaceAll('-', ' '), relayUrl)
  await letIn(first)
  await hasJoined(second)
  await second.signIn()
  expect(second.hash()).toBe(first.hash())
  const { relay: own } = await second.client.devices.getRelay({})
  expect(own?.fingerprint).toBe(relay.fingerprint)
  const third = scene.workstation()
  await expect(
    third.client.devices.join({
      code: shortCode,
      deviceName: 'Room 3',
      relay: to(relay) && { url: relayUrl, fingerprint: null },
    }),
  ).rejects.toThrow(/used already/)
})

test('who let a workstation in, what it is called and where it stands is known everywhere', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  const { id } = (await first.client.devices.list({})).find(({ name }) => name === 'Room 2') ?? { id: '' }
  await first.client.devices.rename({ id, name: 'Consulting room 2', place: 'First floor' })
  await meet([first, second])
  const [own] = (await second.client.devices.list({})).filter(({ isThisDevice }) => isThisDevice)
  expect(own).toMatchObject({
    name: 'Consulting room 2',
    place: 'First floor',
    addedBy: 'Amara Obi',
    addedOn: 'Front desk',
    isRevoked: false,
  })
  await first.client.devices.revoke({ id })
  const removed = (await first.client.devices.list({})).find((device) => device.id === id)
  expect(removed).toMatchObject({ isRevoked: true, removedBy: 'Amara Obi', name: 'Consulting room 2' })
  expect(removed?.removedAt).not.toBeNull()
})

test('a workstation that works alone for a while loses nothing, and goes on where it was', async () => {
  const relay = await scene.relay()
  const { first } = await scene.clinic(relay)
  const second = await scene.joined(first, 'Room 2')
  await second.client.devices.disconnectRelay({})
  expect((await second.status()).relay).toBe('not-configured')
  await second.register('Achieng')
  await first.register('Banda')
  expect((await second.status()).waitingOps).toBeGreaterThan(0)
  await second.client.devices.connectRelay({ ...to(relay), deviceName: 'Room 2' })
  await meet([second, first])
  expect([first.hasPatient('Achieng'), second.hasPatient('Banda')]).toEqual([true, true])
  expect(second.hash()).toBe(first.hash())
  expect([...first.defects, ...second.defects]).toEqual([])
})

test('a clinic moves to another relay with everybody and everything, one workstation after the other', async () => {
  const old = await scene.relay()
  const { first, recoveryCode } = await scene.clinic(old)
  const second = await scene.joined(first, 'Room 2')
  const third = await scene.joined(first, 'Lost laptop')
  await third.register('Achieng')
  await meet([third, first, second])
  await first.client.devices.revoke({ id: third.records.deviceId })
  await meet([second])
  await second.register('Banda')
  await old.close()
  const relay = await scene.relay()
  await first.client.devices.moveRelay(to(relay))
  // Somebody who joins in between gets what a removed workstation wrote, though nobody sends that again.
  const fourth = await scene.joined(first, 'Room 4')
  expect(fourth.hasPatient('Achieng')).toBe(true)
  await second.client.devices.moveRelay(to(relay))
  await meet([second, first, fourth])
  expect([first.hasPatient('Banda'), fourth.hasPatient('Banda')]).toEqual([true, true])
  expect([second.hash(), fourth.hash()]).toEqual([first.hash(), first.hash()])
  expect((await fourth.client.devices.list({})).find(({ name }) => name === 'Lost laptop')?.isRevoked).toBe(true)
  const fresh = scene.workstation()
  await fresh.client.devices.recoverTenant({ url: relay.url, fingerprint: null, deviceName: 'New desk', recoveryCode })
  await hasJoined(fresh)
  await fresh.signIn()
  expect(fresh.hash()).toBe(first.hash())
  expect([...first.defects, ...second.defects, ...fourth.defects]).toEqual([])
})

test('a relay that cannot be reached is not moved to, and the old one stays', async () => {
  const relay = await scene.relay()
  const { first } = await scene.clinic(relay)
  const gone = await scene.relay()
  await gone.close()
  expect(await codeOf(first.client.devices.moveRelay(to(gone)))).toBe('RELAY_REFUSED')
  expect((await first.client.devices.getRelay({})).relay?.url).toBe(relay.url)
  expect((await first.client.sync.syncNow({})).relay).toBe('connected')
})

test('before anything is told to a relay, its certificate is shown', async () => {
  const relay = await scene.relay({ tls: 'own' })
  const workstation = scene.workstation()
  expect(await workstation.client.devices.lookAtRelay({ url: relay.url })).toMatchObject({
    fingerprint: relay.fingerprint,
    isAdmissionNeeded: false,
  })
  await relay.close()
  expect(await codeOf(workstation.client.devices.lookAtRelay({ url: relay.url }))).toBe('RELAY_REFUSED')
})

test('a workstation that was removed starts afresh, and its old records are kept beside', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const second = await scene.joined(first, 'Room 2')
  expect(await codeOf(second.client.devices.startFresh({}))).toBe('NOT_REMOVED')
  await first.client.devices.revoke({ id: second.records.deviceId })
  await second.client.sync.syncNow({})
  const { folder } = await second.client.devices.startFresh({})
  expect(readdirSync(join(second.folder, folder)).sort()).toEqual(
    expect.arrayContaining(['keys.json', 'records.db', 'records.db.watermark']),
  )
  expect(existsSync(join(second.folder, 'records.db'))).toBe(false)
  expect((await second.client.identity.getWorkstation({})).state).toBe('new')
  expect((await second.client.devices.getJoining({})).state).toBe('not-begun')
  const { code } = await first.client.devices.invite({})
  await second.client.devices.join({ code, deviceName: 'Room 2 again' })
  await letIn(first)
  await hasJoined(second)
  await second.signIn('amara', harbor.passphrase)
  expect(second.hash()).toBe(first.hash())
  expect(second.defects).toEqual([])
})

test('who gives up waiting is where they were before, and may try again', async () => {
  const { first } = await scene.clinic(await scene.relay())
  const { code } = await first.client.devices.invite({})
  const second = scene.workstation()
  await second.client.devices.join({ code, deviceName: 'Room 2' })
  expect((await second.client.identity.getWorkstation({})).state).toBe('joining')
  expect((await second.client.devices.stopJoining({})).state).toBe('not-begun')
  expect((await second.client.identity.getWorkstation({})).state).toBe('new')
  const again = await first.client.devices.invite({})
  await second.client.devices.join({ code: again.code, deviceName: 'Room 2' })
  const waiting = (await first.client.devices.listWaiting({})).at(-1)
  await first.client.devices.approve({ inviteId: waiting?.inviteId ?? '', isAdministrator: false })
  await hasJoined(second)
})
