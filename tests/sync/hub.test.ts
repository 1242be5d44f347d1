import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { childProcessHost } from '../../node/hosts.js'
import { Scene } from './workstations.js'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene.close())

/** The real relay program, as the build made it. */
function builtHost() {
  const program = join(process.cwd(), 'build', 'app', 'relay.cjs')
  if (!existsSync(program)) throw new Error('The programs are not built. Run `npm run build`, then the tests again.')
  return childProcessHost((name) => join(process.cwd(), 'build', 'app', `${name}.cjs`))
}

test('the front desk runs the relay of the clinic’s network, and runs it again after it was started anew', async () => {
  const { first } = await scene.clinic(null, builtHost())
  expect(await first.client.devices.getHub({})).toMatchObject({ state: 'off' })
  const hub = await first.client.devices.startHub({ name: 'Harbor hub', port: 18_484 })
  expect(hub).toMatchObject({ state: 'on', fingerprint: expect.stringMatching(/^[0-9a-fA-F:]{64,95}$/) })
  await first.client.devices.connectRelay({
    url: hub.url ?? '',
    fingerprint: hub.fingerprint,
    deviceName: 'Front desk',
    admission: null,
  })
  const second = await scene.joined(first, 'Room 2')
  await first.register('Otieno')
  await second.until(() => second.hasPatient('Otieno'))
  await first.restart()
  await second.register('Achieng')
  await first.signIn()
  await first.until(() => first.hasPatient('Achieng'), 20_000)
  expect((await first.client.devices.stopHub({})).state).toBe('off')
  expect((await second.client.sync.syncNow({})).relay).toBe('unreachable')
  expect([...first.defects, ...second.defects]).toEqual([])
})
