import { afterAll, beforeAll, test } from 'vitest'
import type { App } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { waitForLockScreen } from '../support/app-people.js'
import { expectAccessible } from './axe.js'
import { type Screen, screens, showScreen } from './screens.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
})
afterAll(() => app.close())

test('the lock screen keeps the rules of WCAG in light and dark', async () => {
  await waitForLockScreen(app.page)
  await expectAccessible(app, 'lock screen')
})

test.each(screens.map((screen): [string, Screen] => [screen.name, screen]))(
  '%s keeps the rules of WCAG in light and dark',
  async (name, screen) => {
    await showScreen(app, screen)
    await expectAccessible(app, name)
  },
)
