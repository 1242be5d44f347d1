import { type App, type Session, session, type WebContents, type WebFrameMain } from 'electron'
import { appOrigin, startUrl } from './app-protocol.js'

/** Schemes that never leave the machine. */
const localSchemes = new Set(['app:', 'blob:', 'data:', 'devtools:', 'chrome-extension:'])

const isOurs = (url: string) => url === appOrigin || url.startsWith(`${appOrigin}/`)

/** A message counts only from the main frame of our own page; frames vanish while messages travel, hence null. */
export function isTrustedSender(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url)
}

/** Camera and microphone for our own page; location, notifications, USB, clipboard reading and the rest for nobody. */
function denyPermissions(target: Session): void {
  target.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permission === 'media' && isOurs(details.requestingUrl))
  })
  target.setPermissionCheckHandler((_contents, permission, origin) => permission === 'media' && isOurs(origin))
  target.setDevicePermissionHandler(() => false)
}

/** The window has no network. */
function denyNetwork(target: Session): void {
  target.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !localSchemes.has(new URL(details.url).protocol) })
  })
}

/** The page stays where it is: no navigation, no other windows, no embedded pages. */
function denyNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    // A reload navigates to the address it is on.
    if (url.split('#')[0] !== startUrl) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Applies to every page this program ever makes, whoever makes it. Call once the app is ready. */
export function lockDown(app: App): void {
  app.on('web-contents-created', (_event, contents) => denyNavigation(contents))
  denyPermissions(session.defaultSession)
  denyNetwork(session.defaultSession)
  // Chromium's spelling checker would fetch dictionaries, and some platforms send the text itself.
  session.defaultSession.setSpellCheckerEnabled(false)
}
