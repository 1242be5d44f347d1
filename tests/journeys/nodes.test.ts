import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Address } from '../../core/ports/chain.js'
import { type Anvil, startAnvil } from '../contracts/support/anvil.js'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, statusBar, switchTo } from '../support/app-people.js'
import { isPaintedIn } from './colors.js'

let app: App
let anvil: Anvil

beforeAll(async () => {
  anvil = await startAnvil({ chainId: 9_001 })
  app = await openDemo()
  await switchTo(app, demoPerson('tenant-admin'))
})
afterAll(async () => {
  await app.close()
  await anvil.stop()
})

/** With SHOT set, pictures in both colors, to look at. */
async function picture(name: string): Promise<void> {
  if (!process.env.SHOT) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await app.page.waitForFunction(isPaintedIn, colorScheme)
    await app.page.screenshot({ path: `${process.env.SHOT}-${name}-${colorScheme}.png` })
  }
  await app.page.emulateMedia({ colorScheme: 'light' })
}

const drawer = (name: string) => app.page.getByRole('dialog', { name })
const state = (name: string, word: string) =>
  drawer(name).locator('dl dd').first().getByText(word, { exact: true }).waitFor()
const close = (name: string) => drawer(name).locator('button.mantine-Drawer-close').click()

test('an administrator starts a chain on this computer, looks after it, and removes it', async () => {
  const { page } = app
  await goTo(app, 'Nodes')
  await picture('first')
  await page.getByRole('button', { name: 'New node' }).click()
  await page.getByText('A chain on this computer').click()
  await page.getByLabel('Name').fill('Practice chain')
  await page.getByLabel('Chain id').fill('4242')
  await picture('form')
  await page.getByRole('button', { name: 'Start chain' }).click()
  await state('Practice chain', 'Running')
  await drawer('Practice chain').getByRole('button', { name: 'Check now' }).click()
  await page.getByText('Practice chain: running.').waitFor()
  await drawer('Practice chain').getByRole('button', { name: 'Stop' }).click()
  await state('Practice chain', 'Stopped')
  await drawer('Practice chain').getByRole('button', { name: 'Start', exact: true }).click()
  await state('Practice chain', 'Running')
  await drawer('Practice chain').getByRole('button', { name: 'Show log' }).click()
  await drawer('Practice chain').getByText('Its process runs, at port').first().waitFor()
  await picture('detail')
  await drawer('Practice chain').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove node' }).click()
  await page.getByText('Practice chain was removed.').waitFor()
  await page.getByRole('button', { name: /^Practice chain/ }).waitFor({ state: 'detached' })
})

test('an administrator adds a consortium’s node, and moves the clinic there and back', async () => {
  const { page } = app
  await goTo(app, 'Nodes')
  await page.getByRole('button', { name: 'New node' }).click()
  await page.getByLabel('Name').fill('Lakeside')
  await page.getByLabel('Address').fill(anvil.endpoint)
  await page.getByLabel('Chain id').fill('5')
  await page.getByRole('button', { name: 'Add node' }).click()
  await drawer('Lakeside').getByText('The node is on chain 9001, not on 5.').first().waitFor()
  await picture('failed')
  await drawer('Lakeside').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove node' }).click()
  await page.getByRole('button', { name: 'New node' }).click()
  await page.getByLabel('Name').fill('Lakeside')
  await page.getByLabel('Address').fill(anvil.endpoint)
  await page.getByLabel('Chain id').fill('9001')
  await page.getByRole('button', { name: 'Add node' }).click()
  await state('Lakeside', 'Running')
  await drawer('Lakeside').getByRole('button', { name: 'Move the clinic here' }).click()
  const account = await page.getByRole('dialog', { name: 'Move the clinic to Lakeside?' }).locator('code').textContent()
  await picture('move')
  await page.getByRole('button', { name: 'Move the clinic', exact: true }).click()
  await close('Lakeside')
  // The steward has given no funds yet: the move says so, and waits.
  await page.getByText('It waits, and goes on by itself.').waitFor()
  await page
    .getByText(/insufficient funds/i)
    .first()
    .waitFor()
  await picture('moving')
  await anvil.fund((account ?? '') as Address)
  await page.getByRole('region', { name: 'Move' }).waitFor({ state: 'detached' })
  await statusBar(app)
    .getByText(/Consortium chain · block \d+/)
    .waitFor()
  await page.getByRole('button', { name: /^Lakeside.*The clinic anchors here/ }).waitFor()
  await picture('moved')
  await page.getByRole('button', { name: /^This clinic’s own chain/ }).click()
  await state('This clinic’s own chain', 'Stopped')
  await drawer('This clinic’s own chain').getByRole('button', { name: 'Move the clinic here' }).click()
  await page.getByRole('button', { name: 'Move the clinic', exact: true }).click()
  await close('This clinic’s own chain')
  await page.getByRole('button', { name: /^This clinic’s own chain.*The clinic anchors here/ }).waitFor()
  await page.getByRole('region', { name: 'Move' }).waitFor({ state: 'detached' })
  await statusBar(app)
    .getByText(/Local chain · block \d+/)
    .waitFor()
  expect(app.complaints).toEqual([])
})
