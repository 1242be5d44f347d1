import type { Locator } from 'playwright-core'
import type { App } from './app.js'

/** Signs in at the lock screen by the name that stands there. Without a passphrase, the demo clinic's, which it shows. */
export async function signIn({ page }: App, displayName: string, passphrase?: string): Promise<void> {
  await page.getByRole('radio', { name: displayName }).check({ force: true })
  if (passphrase === undefined) await page.getByRole('button', { name: 'Fill it in' }).click()
  else await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await personMenu(page, displayName).waitFor()
}

/** The button of the person who is signed in, which opens their menu. */
export const personMenu = (page: App['page'], displayName?: string): Locator =>
  page
    .getByRole('region', { name: 'Top bar' })
    .getByRole('button', { name: new RegExp(`^${displayName ?? ''}.*Your menu$`) })

/** Locks the window; somebody else, or the same person, may sit down. */
export async function lock({ page }: App): Promise<void> {
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await waitForLockScreen(page)
}

/** Waits for the lock screen; a node that starts again, and the first making of a demo clinic, take a while. */
export async function waitForLockScreen(page: App['page']): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: 120_000 })
}

/** Another person takes the seat. */
export async function switchTo(app: App, displayName: string): Promise<void> {
  const { page } = app
  const start = page.getByRole('button', { name: 'Sign in' })
  await personMenu(page).or(start).first().waitFor({ timeout: 120_000 })
  if (await personMenu(page, displayName).isVisible()) return
  if (await personMenu(page).isVisible()) await lock(app)
  await signIn(app, displayName)
}

/** Goes to a place of the rail. */
export async function goTo(app: App, place: string): Promise<void> {
  await (await openRail(app)).getByRole('link', { name: place, exact: true }).click()
}

/** The rail with all its groups open. */
export async function openRail({ page }: App): Promise<Locator> {
  const rail = page.getByRole('navigation', { name: 'Places' })
  await rail.getByRole('link').first().waitFor()
  const closed = rail.getByRole('listitem').getByRole('button', { expanded: false })
  while ((await closed.count()) > 0) await closed.first().click()
  return rail
}

/** The words of the status bar about one thing, such as the chain. */
export const statusBar = ({ page }: App) => page.getByRole('contentinfo')

/** The demo clinic's passphrase, which its lock screen shows to everybody. */
export async function shownPassphrase({ page }: App): Promise<string> {
  return ((await page.locator('code').first().textContent()) ?? '').trim()
}
