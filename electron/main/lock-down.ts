import { type App, type Session, session, type WebContents, type WebFrameMain } from 'electron'
import { appOrigin, startUrl } from './app-protocol.js'
import type { CallDoor } from './call-door.js'

/** Schemes that never leave the machine. */
const localSchemes = new Set(['app:', 'blob:', 'data:', 'devtools:', 'chrome-extension:'])

/** `display-capture` only opens the way to the handler in call-door, which gives what the person chose. */
const granted = new Set(['media', 'display-capture'])

const isOurs = (url: string) => url === appOrigin || url.startsWith(`${appOrigin}/`)

/** A message counts only from the main frame of our own page; frames vanish while messages travel, hence null. */
export function isTrustedSender(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url)
}

/** Camera, microphone and the screen in a call for our own page; location, notifications, USB and the rest for nobody. */
function denyPermissions(target: Session): void {
  target.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(granted.has(permission) && isOurs(details.requestingUrl))
  })
  target.setPermissionCheckHandler((_contents, permission, origin) => granted.has(permission) && isOurs(origin))
  target.setDevicePermissionHandler(() => false)
}

/** The window has no network but the signals of a call, to the one relay that the local node named. */
function denyNetwork(target: Session, callDoor: CallDoor): void {
  target.webRequest.onBeforeRequest((details, answer) => {
    const isLocal = localSchemes.has(new URL(details.url).protocol)
    answer({ cancel: !isLocal && !callDoor.isOpenTo(details.url) })
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
export function lockDown(app: App, callDoor: CallDoor): void {
  app.on('web-contents-created', (_event, contents) => denyNavigation(contents))
  denyPermissions(session.defaultSession)
  denyNetwork(session.defaultSession, callDoor)
  // Chromium's spelling checker would fetch dictionaries, and some platforms send the text itself.
  session.defaultSession.setSpellCheckerEnabled(false)
}
