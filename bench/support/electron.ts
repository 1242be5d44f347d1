import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { linkTree } from '../../scripts/setup/link-tree.mjs'
import { cacheDir, root } from './settings.js'

const patienceMs = 60_000

/**
 * Beside both apps' pages: notes when what it was told to wait for is on the screen, which is the frame after it came into
 * the page. `performance.timeOrigin` is the wall clock, as the bench's own.
 */
const probe = (selector: string) => `
const note = () => requestAnimationFrame(() => {
  const channel = new MessageChannel()
  channel.port1.onmessage = () => { window.benchPaintedAt = performance.timeOrigin + performance.now() }
  channel.port2.postMessage(null)
})
const look = () => document.querySelector(${JSON.stringify(selector)}) !== null
if (look()) note()
else {
  const observer = new MutationObserver(() => { if (look()) { observer.disconnect(); note() } })
  observer.observe(document, { childList: true, subtree: true })
}
`

const emptyMain = `
const { app, BrowserWindow } = require('electron')
const { join } = require('node:path')
app.setPath('userData', process.env.MEDICHAIN_BENCH_USER_DATA)
app.whenReady().then(() => {
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true } })
  window.once('ready-to-show', () => window.show())
  window.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())
`

/** A runtime of its own (hard links into the checkout's), with an app to run; `executable` starts it. */
export interface BenchApp {
  executable: string
  remove(): void
}

function placeApp(fill: (folder: string) => void): BenchApp {
  mkdirSync(cacheDir, { recursive: true })
  const folder = mkdtempSync(join(cacheDir, 'runtime-'))
  const runtime = join(folder, 'electron')
  linkTree(join(root, '.runtime', 'electron'), runtime)
  const resources =
    process.platform === 'darwin' ? join(runtime, 'Electron.app/Contents/Resources') : join(runtime, 'resources')
  const app = join(folder, 'app')
  fill(app)
  // A link, as in the checkout: what really lies inside the runtime finds no packages outside of it.
  rmSync(join(resources, 'app'), { recursive: true, force: true })
  symlinkSync(app, join(resources, 'app'), process.platform === 'win32' ? 'junction' : 'dir')
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[String(process.platform)]
  return {
    executable: join(runtime, name ?? 'electron'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** An Electron app of one window and one line of text. */
export const emptyApp = (): BenchApp =>
  placeApp((folder) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.cjs' }))
    writeFileSync(join(folder, 'main.cjs'), emptyMain)
    writeFileSync(join(folder, 'probe.js'), probe('p'))
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><meta charset="utf-8"><title>Empty</title><script src="probe.js"></script><p>Empty</p>',
    )
  })

/** The workstation as it was built, with the same probe beside its page. */
export const workstationApp = (): BenchApp =>
  placeApp((folder) => {
    cpSync(join(root, 'build', 'app'), folder, { recursive: true })
    const page = join(folder, 'window', 'index.html')
    writeFileSync(join(folder, 'window', 'probe.js'), probe('input[type=password]'))
    const html = readFileSync(page, 'utf8')
    writeFileSync(page, html.replace('<head>', '<head><script src="./probe.js"></script>'))
  })

/** A running app and its one page. */
export interface RunningApp {
  pid: number
  page: Page
  /** Milliseconds from the start of the process until what the probe waits for was painted. */
  paintedMs: number
  close(): Promise<void>
}

/**
 * Starts an app and waits until it has painted. It is not watched before: Chromium's debugger is connected afterwards.
 * @param dataDir a folder of its own, in which Chromium's own data is kept as well
 * @param env what to add to the environment
 */
export async function startApp(
  { executable }: BenchApp,
  dataDir: string,
  env: Record<string, string> = {},
): Promise<RunningApp> {
  const userData = join(dataDir, 'window')
  mkdirSync(userData, { recursive: true })
  const portFile = join(userData, 'DevToolsActivePort')
  rmSync(portFile, { force: true })
  const startedAt = Date.now()
  const app = spawn(
    executable,
    [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--remote-debugging-port=0', '--data-dir', dataDir],
    { stdio: 'ignore', env: { ...process.env, ...env, MEDICHAIN_BENCH_USER_DATA: userData } },
  )
  const ended = new Promise((resolve) => app.once('exit', resolve))
  const close = async () => {
    app.kill('SIGTERM')
    await Promise.race([ended, sleep(15_000, undefined, { ref: false })])
    app.kill('SIGKILL')
  }
  try {
    const { browser, page } = await connect(app, portFile)
    await page
      .waitForFunction(() => 'benchPaintedAt' in window, null, { timeout: patienceMs })
      .catch(async () => {
        throw new Error(`The app does not show what was waited for, but: ${await page.locator('body').textContent()}`)
      })
    const paintedAt = await page.evaluate(() => Number((window as { benchPaintedAt?: number }).benchPaintedAt))
    return {
      pid: app.pid ?? 0,
      page,
      paintedMs: paintedAt - startedAt,
      close: async () => {
        await browser.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function connect(app: ChildProcess, portFile: string): Promise<{ browser: Browser; page: Page }> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(200)) {
    if (app.exitCode !== null) throw new Error(`The app ended with code ${app.exitCode}.`)
    const port = existsSync(portFile) ? readFileSync(portFile, 'utf8').split('\n')[0] : ''
    if (!port) continue
    // Later than any of the two paints: a debugger that comes while a page loads slows it.
    await sleep(3_000)
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true })
    const page = browser.contexts()[0]?.pages()[0]
    if (page) return { browser, page }
    await browser.close()
  }
  throw new Error('The app opened no window that could be watched.')
}
