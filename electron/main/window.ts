import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { startUrl } from './app-protocol.js'
import { restartPolicy } from './restart-policy.js'
import { minimumSize, readBounds, writeBounds } from './window-bounds.js'

/** The same background colors as in renderer/index.html, so that nothing flashes before the first paint. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#161819' : '#f4f5f6')

export interface WindowOptions {
  /** Where preload.cjs is. */
  appDir: string
  boundsFile: string
}

/** Opens the one window. It shows itself once painted, and comes back when its process dies. */
export function openWindow({ appDir, boundsFile }: WindowOptions): BrowserWindow {
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
  reviveWhenCrashed(window)
  void window.loadURL(startUrl)
  return window
}

/**
 * Whatever was acknowledged is safe in the local node, so a crashed page is simply loaded again, at the place where it was. A
 * page that crashes once more may be crashing because of that place: then it starts from the beginning.
 */
function reviveWhenCrashed(window: BrowserWindow): void {
  const policy = restartPolicy()
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const next = policy.afterCrash(Date.now())
    if (next === null) return
    const url = window.webContents.getURL()
    const isPlace = next.attempt === 1 && url.startsWith(`${startUrl}#`)
    setTimeout(() => {
      if (!window.isDestroyed()) void window.loadURL(isPlace ? url : startUrl)
    }, next.delayMs)
  })
}
