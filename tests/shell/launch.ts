import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElectronApplication, Page } from 'playwright-core'
import { launchElectron } from '../support/launch.js'

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** `npm test` says which runtime; without it, the one that set-up placed in this checkout. */
const executablePath = process.env.MEDICHAIN_ELECTRON ?? inRoot('.runtime/electron/electron')

export interface Workstation {
  app: ElectronApplication
  page: Page
  /** Where it saves without asking. */
  saveDir: string
  close(): Promise<void>
}

/** Starts the built app on an empty data directory of its own, as a person would see it the first time. */
export async function openWorkstation(): Promise<Workstation> {
  const folder = await mkdtemp(join(tmpdir(), 'medichain shell '))
  const saveDir = join(folder, 'saved')
  await mkdir(saveDir)
  const app = await launchElectron({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--data-dir', join(folder, 'data')],
    env: { ...process.env, MEDICHAIN_TEST_SAVE_DIR: saveDir, MEDICHAIN_TEST_PULSE_MS: '1000' },
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('load')
  return {
    app,
    page,
    saveDir,
    close: async () => {
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
