import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetUpError } from '../setup/report.mjs'

const patienceMs = 60_000
const passphrase = 'seven quiet herons cross the packaged delta'

/** @param {string} dataDir @returns {Promise<string>} where the started app can be watched */
async function debuggerOf(dataDir) {
  const portFile = join(dataDir, 'window', 'DevToolsActivePort')
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(100)) {
    const port = existsSync(portFile) ? readFileSync(portFile, 'utf8').split('\n')[0] : ''
    if (port) return `http://127.0.0.1:${port}`
  }
  throw new SetUpError('The packaged app opened no window that could be watched.')
}

/** What a person does on the first day, and again on the second. @param {import('playwright-core').Page} page */
async function setUpClinicAndSignInAgain(page) {
  page.setDefaultTimeout(patienceMs)
  await page.getByText('Set up your clinic').first().click()
  await page.getByLabel('Name of the clinic').fill('Packaged Clinic')
  await page.getByLabel('Your name').fill('Amina Packaged')
  await page.getByLabel('Your sign-in name').fill('amina')
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('The same passphrase again').fill(passphrase)
  await page.getByRole('button', { name: 'Set up clinic' }).click()
  await page.getByLabel('I have kept it').check()
  await page.getByRole('button', { name: 'Open the clinic' }).click()
  await page.getByRole('navigation').first().waitFor()
  // A reload forgets the session, as a new day does.
  await page.reload()
  await page.getByLabel('Passphrase', { exact: true }).waitFor()
  const name = page.getByLabel('Sign-in name')
  if (await name.isVisible()) await name.fill('amina')
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
}

/**
 * Starts the packaged app, sets a clinic up, and signs in to it. Playwright's own Electron launcher needs the inspector,
 * which the fuses close; Chromium's debugger of the window is enough.
 * @param {string} executable @param {readonly string[]} args @param {string} dataDir @param {NodeJS.ProcessEnv} env
 */
export async function signInToPackagedApp(executable, args, dataDir, env) {
  const { chromium } = await import('playwright-core')
  const app = spawn(executable, [...args, '--data-dir', dataDir, '--remote-debugging-port=0'], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  })
  const ended = new Promise((resolve) => app.once('exit', resolve))
  try {
    const browser = await chromium.connectOverCDP(await debuggerOf(dataDir), { noDefaults: true })
    const page = browser.contexts()[0]?.pages()[0]
    if (!page) throw new SetUpError('The packaged app has no window.')
    try {
      await setUpClinicAndSignInAgain(page)
    } catch (error) {
      const shown = await page.locator('#root').ariaSnapshot()
      throw new SetUpError(`The packaged app does not sign in. ${error}\nIts window shows:\n${shown.slice(0, 1500)}`)
    }
    await browser.close()
  } finally {
    app.kill('SIGTERM')
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })])
    app.kill('SIGKILL')
  }
}
