import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { dayOf } from '../../core/kernel/instant.js'
import type { Role } from '../../core/kernel/roles.js'
import { demoClinic } from '../../node/demo/clinic.js'
import { oneAtATime } from '../../scripts/setup/lock.mjs'
import { type App, type AppChoices, appDir, inRoot, newAppDataDir, openApp } from './app.js'
import { signIn, waitForLockScreen } from './app-people.js'

const cacheDir = inRoot('out/demo-clinics')

/** The first of the demo clinic's people with a role, as the lock screen names them. */
export function demoPerson(role: Role): string {
  const person = demoClinic().people.find(({ roles }) => roles.includes(role))
  if (person === undefined) throw new Error(`Nobody at the demo clinic has the role ${role}.`)
  return person.displayName
}

/** The demo clinic depends on the program that makes it and on the day on which it is made. */
async function keyOfDemo(): Promise<string> {
  const hash = createHash('sha256')
  for (const program of ['node.cjs', 'chain.cjs']) hash.update(await readFile(join(appDir, program)))
  hash.update(dayOf(new Date().toISOString(), demoClinic().clinic.timeZone))
  return hash.digest('hex').slice(0, 16)
}

/** A demo clinic that was made once and is copied for each who asks; older ones are thrown away. */
export async function preparedDemo(): Promise<string> {
  const prepared = join(cacheDir, await keyOfDemo())
  if (!existsSync(prepared)) await oneAtATime(() => makeDemo(prepared), 'demo clinic')
  return prepared
}

async function makeDemo(prepared: string): Promise<void> {
  if (existsSync(prepared)) return
  await rm(cacheDir, { recursive: true, force: true })
  const dataDir = await newAppDataDir()
  const app = await openApp({ dataDir, isDemo: true, roundSeconds: 1 })
  try {
    await waitForLockScreen(app.page)
    // Two weeks of records go to the new chain once, not in every test.
    await signIn(app, demoPerson('tenant-admin'))
    await app.page.getByText('Nothing waits to be anchored').waitFor({ timeout: 300_000 })
  } catch (error) {
    throw new Error(`The demo clinic was not made.\n${app.log.slice(-20).join('\n')}`, { cause: error })
  } finally {
    await app.close()
  }
  await mkdir(cacheDir, { recursive: true })
  const part = `${prepared}.part`
  await rm(part, { recursive: true, force: true })
  await copyRecords(dataDir, part)
  await rename(part, prepared)
  await rm(dataDir, { recursive: true, force: true })
}

/** All but what belongs to the window: its size, its cache. */
async function copyRecords(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const name of await readdir(from))
    if (name !== 'window') await cp(join(from, name), join(to, name), { recursive: true })
}

/** A data directory with the demo clinic as it was made. */
export async function newDemoDataDir(): Promise<string> {
  const dataDir = await newAppDataDir()
  await copyRecords(await preparedDemo(), dataDir)
  return dataDir
}

/** The workstation with a demo clinic of its own, at its lock screen. `close` leaves nothing behind. */
export async function openDemo(choices: Omit<AppChoices, 'dataDir' | 'isDemo'> = {}): Promise<App> {
  const app = await openApp({ ...choices, dataDir: await newDemoDataDir(), isDataPassing: true, isDemo: true })
  await waitForLockScreen(app.page)
  return app
}
