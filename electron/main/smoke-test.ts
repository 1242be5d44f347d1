import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { app, type BrowserWindow } from 'electron'
import type { Clinics } from './clinics.js'

const patienceMs = 60_000

/** Whether the page has drawn something that a person can read. */
const probe = `({
  isPainted: document.querySelector('#root, body')?.innerText.trim().length > 0,
  hasBridge: typeof window.medichain === 'object',
  hasNode: typeof window.process !== 'undefined' || typeof window.require !== 'undefined',
})`

interface PageState {
  isPainted: boolean
  hasBridge: boolean
  hasNode: boolean
}

async function waitForBoth(window: BrowserWindow, { node }: Pick<Clinics, 'node'>): Promise<PageState | null> {
  const deadline = Date.now() + patienceMs
  while (Date.now() < deadline) {
    const page: PageState | null = await window.webContents.executeJavaScript(probe).catch(() => null)
    if (page?.isPainted && window.isVisible() && node.state.state === 'running') return page
    await sleep(100)
  }
  return null
}

/** Waits until the first screen and the local node work, writes what it saw to the file, and answers the exit code. */
export async function smokeTest(file: string, window: BrowserWindow, clinics: Pick<Clinics, 'node'>): Promise<number> {
  const page = await waitForBoth(window, clinics)
  const isPassed = page?.isPainted === true && page.hasBridge && !page.hasNode
  const { electron, chrome, node: nodeVersion } = process.versions
  const result = {
    isPassed,
    page,
    node: clinics.node.state,
    isPackaged: app.isPackaged,
    readyMs: Math.round(performance.now()),
    versions: { app: app.getVersion(), electron, chrome, node: nodeVersion },
  }
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
  return isPassed ? 0 : 1
}
