import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NodeProcessState } from '../../core/kernel/shell-protocol.js'
import { openWorkstation, type Workstation } from './launch.js'

declare global {
  interface Window {
    seenStates?: string[]
    seenPorts?: number
  }
}

let workstation: Workstation

beforeAll(async () => {
  workstation = await openWorkstation()
})
afterAll(() => workstation.close())

const inPage = <T>(work: () => T) => workstation.page.evaluate(work)

/** Follows state and ports from inside the page, beside whatever the page itself does with them. */
const watch = () =>
  inPage(() => {
    window.seenStates = []
    window.seenPorts = 0
    window.addEventListener('message', (event) => {
      if (event.data?.type === 'node-port') window.seenPorts = (window.seenPorts ?? 0) + 1
    })
    window.medichain.onNodeState((state: NodeProcessState) =>
      window.seenStates?.push(state.state === 'restarting' ? `restarting ${state.cause}` : state.state),
    )
  })

const waitUntilRunning = () =>
  workstation.page.waitForFunction(() => window.seenStates?.at(-1) === 'running', null, { timeout: 60_000 })

/** Ends the local node as a crash would. Answers its process id. */
const killNode = () => signalNode('SIGKILL')

const signalNode = (signal: NodeJS.Signals) =>
  workstation.app.evaluate(({ app }, name) => {
    const node = app.getAppMetrics().find((metric) => metric.name === 'MediChain local node')
    if (node) process.kill(node.pid, name)
    return node?.pid
  }, signal)

test('the page has no Node, and of the shell only the bridge', async () => {
  const seen = await inPage(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in window),
    bridge: Object.keys(window.medichain).sort(),
    origin: location.origin,
  }))
  expect(seen).toEqual({
    globals: [],
    bridge: [
      ...['addClinic', 'chooseScreen', 'connect', 'listClinics', 'listScreens', 'lockOthers', 'onNodeState'],
      ...['platform', 'previewPdf', 'print'],
      ...['saveExport', 'savePdf', 'saveText', 'showClinic'],
    ],
    origin: 'app://medichain',
  })
})

test('the window is sandboxed and isolated', async () => {
  const preferences = await workstation.app.evaluate(({ BrowserWindow }) => {
    // Not in Electron's types; the only way to see what a window was really made with.
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  })
})

test('every answer carries the strict policy, and the policy holds', async () => {
  const policy = await inPage(async () => (await fetch('index.html')).headers.get('content-security-policy'))
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).toMatch(/style-src 'self' 'nonce-[^']{20,}';/)
  expect(policy).not.toContain('unsafe')
  const again = await inPage(async () => (await fetch('index.html')).headers.get('content-security-policy'))
  expect(again).not.toBe(policy)
  const ran = await inPage(() => {
    const script = document.createElement('script')
    script.textContent = 'window.wasInjected = true'
    document.head.append(script)
    return 'wasInjected' in window
  })
  expect(ran).toBe(false)
  // In a timer, because the debugger's own evaluation is exempt from the policy.
  const evaluated = await inPage(
    () =>
      new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            resolve(`ran: ${new Function('return 1')()}`)
          } catch (error) {
            resolve(error instanceof EvalError ? 'refused' : String(error))
          }
        }, 0)
      }),
  )
  expect(evaluated).toBe('refused')
})

test('a style that did not come from us paints nothing', async () => {
  const display = await inPage(() => {
    const style = document.createElement('style')
    style.textContent = '#root { display: none }'
    document.head.append(style)
    document.querySelector('#root')?.insertAdjacentHTML('beforeend', '<i id="injected" style="display: none"></i>')
    const shown = ['#root', '#injected'].map((place) => {
      const element = document.querySelector(place)
      return element === null ? 'absent' : getComputedStyle(element).display
    })
    style.remove()
    document.querySelector('#injected')?.remove()
    return shown
  })
  expect(display).toEqual(['block', 'inline'])
})

test('the window itself breaks no rule of the policy', async () => {
  const complaints: string[] = []
  workstation.page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text())
  })
  await workstation.page.reload()
  await workstation.page.waitForFunction(() => (document.querySelector('#root')?.clientHeight ?? 0) > 0)
  expect(complaints).toEqual([])
})

test('a page is saved as a PDF under a name that cannot leave the chosen folder', async () => {
  const answer = await inPage(() => window.medichain.savePdf('../../receipt/R-1.pdf'))
  expect(answer).toEqual({ isSaved: true })
  const names = await readdir(workstation.saveDir)
  expect(names).toEqual(['-receipt-R-1.pdf'])
  const bytes = await readFile(join(workstation.saveDir, names[0] ?? ''))
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
})

test.each([
  'app://medichain/../package.json',
  'app://medichain/%2e%2e/package.json',
  'app://medichain/..%2fmain.cjs',
  'app://medichain/%2e%2e%5cmain.cjs',
  'app://medichain/assets/%00',
  'app://other/index.html',
  'https://example.org/',
  'file:///etc/passwd',
])('the page cannot read %s', async (url) => {
  const answer = await workstation.page.evaluate(async (address) => {
    try {
      const response = await fetch(address)
      return response.ok ? 'read' : 'refused'
    } catch {
      return 'refused'
    }
  }, url)
  expect(answer).toBe('refused')
})

/** Tries to leave the page, and answers once the shell has decided: the main process tells of each attempt. */
async function tryToLeave(url: string) {
  // After the shell's own listener, which came first.
  const attempt = await workstation.app.evaluateHandle(({ BrowserWindow }) => {
    const decided = new Promise<{ url: string; isRefused: boolean }>((resolve) => {
      BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) =>
        resolve({ url: event.url, isRefused: event.defaultPrevented === true }),
      )
    })
    return { decided }
  })
  await workstation.page.evaluate((address) => {
    location.href = address
  }, url)
  return attempt.evaluate(({ decided }) => decided)
}

test('the page stays where it is', async () => {
  const before = workstation.page.url()
  for (const url of ['https://example.org/', 'app://medichain/assets/'])
    expect(await tryToLeave(url)).toEqual({ url, isRefused: true })
  const opened = await inPage(() => window.open('https://example.org/'))
  expect(opened).toBeNull()
  // The page answers, so no navigation took it away.
  expect(await inPage(() => location.href)).toBe(before)
  expect(workstation.app.windows()).toHaveLength(1)
})

test('camera and microphone may be asked for, nothing else', async () => {
  const permissions = await inPage(async () => {
    const state = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state
    return {
      camera: await state('camera'),
      microphone: await state('microphone'),
      geolocation: await state('geolocation'),
      notifications: await state('notifications'),
      clipboard: await state('clipboard-read'),
      midi: await state('midi'),
    }
  })
  expect(permissions).toEqual({
    camera: 'granted',
    microphone: 'granted',
    geolocation: 'denied',
    notifications: 'denied',
    clipboard: 'denied',
    midi: 'denied',
  })
})

test('a local node that dies comes back, and the page gets a new port to it', async () => {
  await watch()
  await waitUntilRunning()
  await inPage(() => window.medichain.connect())
  await workstation.page.waitForFunction(() => (window.seenPorts ?? 0) >= 1)
  const ports = await inPage(() => window.seenPorts ?? 0)
  const killed = await killNode()
  expect(killed).toBeGreaterThan(0)
  await workstation.page.waitForFunction(() => window.seenStates?.includes('restarting ended'))
  await waitUntilRunning()
  await workstation.page.waitForFunction((before) => (window.seenPorts ?? 0) > before, ports)
})

test.skipIf(process.platform === 'win32')('a local node that lives and does not answer is replaced', async () => {
  await watch()
  await waitUntilRunning()
  const hung = await signalNode('SIGSTOP')
  expect(hung).toBeGreaterThan(0)
  await workstation.page.waitForFunction(() => window.seenStates?.includes('restarting silent'), null, {
    timeout: 60_000,
  })
  await waitUntilRunning()
  const pids = await workstation.app.evaluate(({ app }) => app.getAppMetrics().map((metric) => metric.pid))
  expect(pids).not.toContain(hung)
})

test('a window that dies is loaded again, where it was', async () => {
  await inPage(() => {
    location.hash = '#/patients'
  })
  const reloaded = workstation.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => resolve(contents.getURL()))
        contents?.forcefullyCrashRenderer()
      }),
  )
  expect(await reloaded).toBe('app://medichain/index.html?clinic=first#/patients')
})
