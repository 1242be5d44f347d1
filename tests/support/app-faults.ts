import { expect } from 'vitest'
import type { App } from './app.js'

type ProcessName = 'MediChain local node' | 'MediChain chain' | 'window'

/** The process id of one of the app's processes; null while it does not run. */
export function pidOf({ electron }: App, name: ProcessName): Promise<number | null> {
  return electron.evaluate(
    ({ app, BrowserWindow }, wanted) =>
      wanted === 'window'
        ? (BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? null)
        : (app.getAppMetrics().find((metric) => metric.name === wanted)?.pid ?? null),
    name,
  )
}

/** Ends a process as a crash would. Answers its process id. */
export async function killProcess(app: App, name: ProcessName): Promise<number> {
  await expect.poll(() => pidOf(app, name), { timeout: 30_000 }).toBeGreaterThan(0)
  const pid = await pidOf(app, name)
  if (pid === null) throw new Error(`${name} does not run.`)
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Waits until another process has taken the place of the one that was killed. */
export async function whenReplaced(app: App, name: ProcessName, killed: number): Promise<void> {
  await expect.poll(async () => ((await pidOf(app, name)) ?? killed) !== killed, { timeout: 60_000 }).toBe(true)
}
