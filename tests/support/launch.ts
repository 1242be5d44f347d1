import { _electron, type ElectronApplication } from 'playwright-core'

/** How long Playwright may take to get hold of an app: it has all of it within two seconds, or never. */
const patienceMs = 45_000

/**
 * Starts Electron under Playwright. Its hold on the app is now and then never complete, and the app then stands still before
 * its first line (microsoft/playwright#9351): nothing has happened yet, so it is ended and started once more. What goes wrong
 * twice is ours.
 */
export async function launchElectron(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  const launch = () => _electron.launch({ ...options, timeout: patienceMs })
  try {
    return await launch()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
    console.error('Electron did not start under Playwright and is started once more.')
    return launch()
  }
}
