import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import { startUrl } from './app-protocol.js'
import { restartPolicy } from './restart-policy.js'
import { minimumSize, readBounds, writeBounds } from './window-bounds.js'

/** The same background colors as in renderer/index.html, so that nothing flashes before the first paint. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#161819' : '#f4f5f6')

export interface WindowOptions {
  /** Where preload.cjs is. */
  appDir: string
  boundsFile: string
  /** The clinic that is to be shown. */
  clinicId: () => string
}

/** The page of a clinic; the address says which, so that another one's page is another page and never this one moved. */
const urlOf = (clinicId: string, place = '') => `${startUrl}?clinic=${clinicId}${place}`

/** Loads a clinic's page in place of the one before, which goes with all that it held; there is no way back into that. */
export function showClinicPage(page: WebContents, clinicId: string, place: string): void {
  page.once('did-navigate', () => {
    // The fallback runtime has the older of the two.
    if (page.navigationHistory) page.navigationHistory.clear()
    else page.clearHistory()
  })
  void page.loadURL(urlOf(clinicId, place))
}

/** Opens the one window. It shows itself once painted, and comes back when its process dies. */
export function openWindow({ appDir, boundsFile, clinicId }: WindowOptions): BrowserWindow {
  const { isMaximized, ...bounds } = readBounds(
    boundsFile,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'MediChain',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: join(appDir, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize()
    window.show()
    // Elsewhere the packaged program carries its icon itself. After the paint: reading a picture would delay it.
    if (process.platform === 'linux') window.setIcon(join(appDir, 'resources', 'icons', 'icon.png'))
  })
  window.on('close', () => {
    writeBounds(boundsFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  reviveWhenCrashed(window, clinicId)
  void window.loadURL(urlOf(clinicId()))
  return window
}

/**
 * Whatever was acknowledged is safe in the local node, so a crashed page is simply loaded again, at the place where it was. A
 * page that crashes once more may be crashing because of that place: then it starts from the beginning.
 */
function reviveWhenCrashed(window: BrowserWindow, clinicId: () => string): void {
  const policy = restartPolicy()
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const next = policy.afterCrash(Date.now())
    if (next === null) return
    const url = window.webContents.getURL()
    const start = urlOf(clinicId())
    const isPlace = next.attempt === 1 && url.startsWith(`${start}#`)
    setTimeout(() => {
      if (!window.isDestroyed()) void window.loadURL(isPlace ? url : start)
    }, next.delayMs)
  })
}
