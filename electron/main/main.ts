import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, Menu, session } from 'electron'
import { registerAppScheme, serveApp } from './app-protocol.js'
import { serveBridge } from './bridge.js'
import { openCallDoor } from './call-door.js'
import { type Clinics, openClinics } from './clinics.js'
import { lockDown } from './lock-down.js'
import { readLockFace } from './lock-face.js'
import { setMenu } from './menu.js'
import { smokeTest } from './smoke-test.js'
import { readSwitches, type Switches } from './switches.js'
import { openWindow, showClinicPage } from './window.js'

const appDir = __dirname

/** Everything that Chromium writes goes into the data directory, whose owner alone may read it. */
function claimPaths({ dataDir }: Switches): string {
  const windowDir = join(dataDir, 'window')
  mkdirSync(windowDir, { recursive: true, mode: 0o700 })
  app.setPath('userData', windowDir)
  app.setPath('sessionData', windowDir)
  app.setPath('crashDumps', join(windowDir, 'crashes'))
  app.setAppLogsPath(join(windowDir, 'logs'))
  return windowDir
}

/** The databases are closed before the program ends; a second request to quit does not wait again. */
function stopNodesBeforeQuit(clinics: Clinics, exitCode: () => number): void {
  let isStopped = false
  app.on('before-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    void clinics.stop().then(() => {
      isStopped = true
      if (exitCode() === 0) app.quit()
      else app.exit(exitCode())
    })
  })
}

async function run(switches: Switches, windowDir: string): Promise<void> {
  await app.whenReady()
  const callDoor = openCallDoor(session.defaultSession)
  lockDown(app, callDoor)
  let exitCode = 0
  const clinics = openClinics({ appDir, windowDir, switches, callDoor, load: showClinicPage })
  serveApp(session.defaultSession, join(appDir, 'window'), () => ({
    // Before the node runs the key file alone can say who works here; afterwards the node does.
    lock: clinics.node.state.state === 'idle' ? readLockFace(clinics.folder, app.getVersion()) : null,
    clinics: clinics.faces(),
  }))
  serveBridge(clinics, callDoor)
  stopNodesBeforeQuit(clinics, () => exitCode)

  let window: BrowserWindow | null = null
  const open = () => {
    window = openWindow({ appDir, boundsFile: join(windowDir, 'bounds.json'), clinicId: () => clinics.shownId })
    window.once('closed', () => {
      window = null
    })
    return window
  }
  const opened = open()
  setMenu()
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('activate', () => {
    if (window === null) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  if (switches.smokeTestFile !== null) {
    exitCode = await smokeTest(switches.smokeTestFile, opened, clinics)
    app.quit()
  }
}

const switches = readSwitches(process.argv, process.env)
const windowDir = claimPaths(switches)
registerAppScheme()
// Ours comes after the window; without this Electron would build one of its own first.
Menu.setApplicationMenu(null)
// The window renders lists and forms: a small young generation costs it nothing that shows, and a quarter less memory after a
// round through its places (measured: 67 to 49 MB). Node and chain have their own.
app.commandLine.appendSwitch('js-flags', '--optimize-for-size --max-semi-space-size=2')
// The lock is kept in the data directory: one workstation per set of records.
if (app.requestSingleInstanceLock()) void run(switches, windowDir)
else app.quit()
