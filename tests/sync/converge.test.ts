import { afterEach, beforeEach, expect, test } from 'vitest'
import { harbor } from '../support/node.js'
import { Scene } from './workstations.js'

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
