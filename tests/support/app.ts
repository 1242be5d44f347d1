import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type ElectronApplication, type Locator, type Page } from 'playwright-core'
import { launchElectron } from './launch.js'

export const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** `npm test` says which runtime; without it, the one that set-up placed in this checkout. */
const executablePath =
  process.env.MEDICHAIN_ELECTRON ??
  inRoot(
    process.platform === 'darwin'
      ? '.runtime/electron/Electron.app/Contents/MacOS/Electron'
      : `.runtime/electron/electron${process.platform === 'win32' ? '.exe' : ''}`,
  )

/** What the app is started from; the cache of prepared clinics depends on it. */
export const appDir = process.env.MEDICHAIN_APP ?? inRoot('build/app')

interface WindowSize {
  width: number
  height: number
}

export interface AppChoices {
  /** An existing data directory, which stays after the app is closed; without it, a new one that goes with the app. */
  dataDir?: string
  /** The data directory goes with the app though it was given. */
  isDataPassing?: boolean
  /** Start with the demo clinic where there is no clinic yet. */
  isDemo?: boolean
  size?: WindowSize
  /** Seconds between two rounds of the node: claims move and records are anchored at each. */
  roundSeconds?: number
  /** Opens the node's HTTP door here: for another program of the same clinic. */
  httpPort?: number
  /** Lets the tester come back to the window after its process was killed: see `reattach`. */
  debugPort?: number
}

/** The running workstation as a person meets it, and what a tester sees besides. */
export interface App {
  electron: ElectronApplication
  page: Page
  dataDir: string
  /** Page errors, errors on the console and violations of the content policy. A good window has none. */
  complaints: string[]
  /** The last lines of the shell and its node, to be shown when something fails. */
  log: string[]
  /** Saves what the window shows; the folder is made. */
  picture(path: string): Promise<void>
  resize(size: WindowSize): Promise<void>
  close(): Promise<void>
  /** Ends all at once as a power cut would. The data directory stays until `removeData`. */
  kill(): Promise<void>
  removeData(): Promise<void>
  /** Takes hold of the window again after its process was killed and it was loaded anew. Needs a `debugPort`. */
  reattach(): Promise<void>
}

/** A data directory of its own, with a space in its name as people have them. */
export const newAppDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'medichain app '))

/** Starts the built app and waits for its first paint. */
export async function openApp(choices: AppChoices = {}): Promise<App> {
  const { isDemo = false, size = { width: 1280, height: 800 }, roundSeconds = 2, httpPort, debugPort } = choices
  const dataDir = choices.dataDir ?? (await newAppDataDir())
  const electron = await launchElectron({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // The same words, numbers and camera on every machine.
      '--lang=en-US',
      '--use-fake-device-for-media-stream',
      '--data-dir',
      dataDir,
      ...(isDemo ? ['--demo'] : []),
      ...(debugPort === undefined ? [] : [`--remote-debugging-port=${debugPort}`]),
    ],
    env: {
      ...process.env,
      MEDICHAIN_ROUND_SECONDS: String(roundSeconds),
      MEDICHAIN_TEST_SAVE_DIR: join(dataDir, 'saved'),
      ...(httpPort === undefined ? {} : { MEDICHAIN_HTTP_PORT: String(httpPort) }),
    },
  })
  const log: string[] = []
  const keepLines = (chunk: Buffer) =>
    log.push(...String(chunk).split('\n').filter(Boolean)) > 200 && log.splice(0, 100)
  electron.process().stderr?.on('data', keepLines)
  electron.process().stdout?.on('data', keepLines)
  const page = await electron.firstWindow({ timeout: 60_000 })
  const complaints: string[] = []
  watch(page, complaints)
  await page.waitForLoadState('load')
  const removeData = () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  const app: App = {
    electron,
    page,
    dataDir,
    complaints,
    log,
    async picture(path) {
      await mkdir(dirname(path), { recursive: true })
      await app.page.screenshot({ path })
    },
    async resize({ width, height }) {
      await electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
        width,
        height,
      ] as const)
      await app.page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height] as const)
    },
    async close() {
      await electron.close()
      if (choices.dataDir === undefined || choices.isDataPassing === true) await removeData()
    },
    async kill() {
      const main = electron.process()
      const hasEnded = new Promise<void>((resolve) => main.once('exit', () => resolve()))
      main.kill('SIGKILL')
      await hasEnded
    },
    removeData,
    async reattach() {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`, { noDefaults: true })
      const revived = browser
        .contexts()
        .flatMap((context) => context.pages())
        .at(0)
      if (revived === undefined) throw new Error('There is no window to come back to.')
      watch(revived, complaints)
      app.page = revived
    },
  }
  await app.resize(size)
  return app
}

/** Notes what the window complains of, and waits with patience: the machine may be busy. */
function watch(page: Page, complaints: string[]): void {
  page.setDefaultTimeout(45_000)
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    const isAboutPolicy = message.text().includes('Content Security Policy')
    if (message.type() === 'error' || isAboutPolicy) complaints.push(`console: ${message.text()}`)
  })
}

/** The text that stands under a label in a list of facts (`<dt>` and `<dd>`). */
export async function factOf(within: Locator | Page, label: string): Promise<string> {
  const term = within.locator('dt').filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) })
  const value = await term.locator('xpath=following-sibling::dd[1]').first().textContent()
  return (value ?? '').trim()
}

/** Opens a list of choices by its label and takes the first that fits. */
export async function choose(within: Locator | Page, label: string, option: string | RegExp): Promise<void> {
  const page = 'page' in within ? within.page() : within
  await within.getByLabel(label, { exact: true }).and(within.locator('input')).click()
  await page.getByRole('option', { name: option }).first().click()
}

/** The cells of every row of a virtual table, which shows only those in sight: the keyboard leads to the others. */
export async function allRows({ page }: App, label: string, most = 300): Promise<string[][]> {
  const rows = page.getByRole('table', { name: label }).locator('tbody tr[data-index]')
  await rows.first().focus()
  const seen = new Map<number, string[]>()
  for (let isAtEnd = false; !isAtEnd && seen.size < most; await page.keyboard.press('PageDown')) {
    await page.waitForFunction(() => document.activeElement?.matches('tr[data-index]'))
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => ({
        index: Number(row.getAttribute('data-index')),
        isLast:
          row === document.activeElement && row.ariaRowIndex === row.closest('table')?.getAttribute('aria-rowcount'),
        cells: [...row.children].map((cell) => cell.textContent ?? ''),
      })),
    )
    for (const { index, cells } of shown) seen.set(index, cells)
    isAtEnd = shown.some(({ isLast }) => isLast)
  }
  return [...seen].sort(([a], [b]) => a - b).map(([, cells]) => cells)
}
