import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyOf, prepareClinic } from './support/clinic.js'
import { emptyApp, startApp, workstationApp } from './support/electron.js'
import { check, ratios } from './support/figure.js'
import { measure } from './support/report.js'
import { cacheDir } from './support/settings.js'

await measure(async (settings) => {
  const clinic = copyOf(await prepareClinic(settings))
  const emptyDir = mkdtempSync(join(cacheDir, 'empty-'))
  const empty = emptyApp()
  const workstation = workstationApp()
  const floor: number[] = []
  const ours: number[] = []

  async function paintEmpty(): Promise<number> {
    const { page, paintedMs, close } = await startApp(empty, emptyDir)
    const text = await page.locator('p').textContent()
    await close()
    check(text === 'Empty', 'the empty app shows its line')
    return paintedMs
  }

  async function paintLockScreen(): Promise<number> {
    const { page, paintedMs, close } = await startApp(workstation, clinic.dataDir)
    const heading = await page.getByRole('heading', { level: 1 }).textContent()
    const isVisible = await page.getByLabel('Passphrase', { exact: true }).isVisible()
    await close()
    check(heading === 'Harbor Clinic' && isVisible, 'the lock screen names the clinic and asks for the passphrase')
    return paintedMs
  }

  try {
    await paintEmpty()
    await paintLockScreen()
    for (let round = 0; round < settings.rounds; round += 1) {
      floor.push(await paintEmpty())
      ours.push(await paintLockScreen())
    }
  } finally {
    empty.remove()
    workstation.remove()
    clinic.remove()
    rmSync(emptyDir, { recursive: true, force: true })
  }
  return {
    id: 'lock-screen',
    title: 'Lock screen painted, from the start of the process',
    goal: 'at most 1.3 × an empty Electron app',
    unit: 'ms',
    floor: { name: 'empty app, one line of text', rounds: floor },
    ours: { name: 'passphrase field of the lock screen', rounds: ours },
    measured: { name: 'ratio', unit: '×', rounds: ratios(ours, floor) },
    limit: { atMost: 1.3 },
    checked: ['each start showed the clinic’s name and the passphrase field'],
    notes: [
      'the same runtime and the same probe in both pages; caches warm, after one start of each that does not count',
    ],
  }
})
