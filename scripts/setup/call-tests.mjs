/** Before the tests of calls: what the relay's need, and a browser for the patient's side. */
import { setup as setUpRelayTests } from './relay-tests.mjs'
import { step } from './report.mjs'
import { isOnPath } from './run.mjs'
import { install } from './system-libraries.mjs'

export async function setup() {
  await setUpRelayTests()
  await step('chromium', 'the patient’s browser in the tests of calls', async () => {
    if (process.env.MEDICHAIN_CHROMIUM || isOnPath('chromium')) return 'present'
    if (process.getuid?.() !== 0 || !isOnPath('apt-get'))
      return 'missing; for the tests of calls: sudo apt-get install -y chromium, or MEDICHAIN_CHROMIUM=/path'
    await install(['chromium'])
    return 'done'
  })
}
