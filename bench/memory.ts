import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../tests/support/app-http.js'
import { copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { workThroughDay } from './support/day.js'
import { emptyApp, startApp, workstationApp } from './support/electron.js'
import { check, ratios } from './support/figure.js'
import { signInOverHttp } from './support/http-crew.js'
import { memoryOfTree } from './support/memory.js'
import { openNode } from './support/node.js'
import { measure } from './support/report.js'
import { searchTexts } from './support/search-texts.js'
import { cacheDir } from './support/settings.js'

const megabyte = 1_048_576
/** Until what a start or a day leaves behind is collected, the same for both. */
const restMs = 3_000

/** The places of the window that the front desk's day goes through. */
const places = ['today', 'patients', 'schedule', 'doctors', 'till', 'insurance', 'tasks', 'today']

await measure(async (settings) => {
  const prepared = await prepareClinic(settings)
  const texts = await textsOf(prepared)
  const visits = settings.size === 'quick' ? 4 : 30
  const emptyDir = mkdtempSync(join(cacheDir, 'empty-'))
  const empty = emptyApp()
  const workstation = workstationApp()
  const floor: number[] = []
  const ours: number[] = []
  let operations = 0
  const rss = { floor: [] as number[], ours: [] as number[] }
  let parts = ''

  async function measureEmpty(): Promise<number> {
    const running = await startApp(empty, emptyDir)
    await sleep(restMs)
    const memory = memoryOfTree(running.pid)
    await running.close()
    rss.floor.push(memory.rss)
    return memory.bytes / megabyte
  }

  async function measureDay(): Promise<number> {
    const copy = copyOf(prepared)
    const port = await freePort()
    const running = await startApp(workstation, copy.dataDir, { MEDICHAIN_HTTP_PORT: String(port) })
    try {
      const { page } = running
      await page.getByText(staff.desk.displayName).first().click()
      await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
      await page.keyboard.press('Enter')
      await page.getByRole('navigation').first().waitFor()
      const at = ({ loginName }: { loginName: string }) => signInOverHttp(port, loginName)
      const crew = {
        admin: await at(staff.admin),
        desk: await at(staff.desk),
        doctor: await at(staff.doctor),
        pharmacist: await at(staff.pharmacist),
      }
      const half = Math.ceil(visits / 2)
      operations = await workThroughDay(crew, half, texts)
      for (const place of places) {
        await page.evaluate((hash) => {
          window.location.hash = hash
        }, `#/${place}`)
        await sleep(400)
      }
      operations += await workThroughDay(crew, visits - half, texts.slice(half * 5))
      const { waiting } = await crew.desk.anchoring.getStatus({})
      check(waiting > 0, 'what the day made waits for the chain, or is on it')
      await sleep(restMs)
      const memory = memoryOfTree(running.pid)
      rss.ours.push(memory.rss)
      parts = memory.parts.map(({ name, bytes }) => `${name} ${Math.round(bytes / megabyte)}`).join(', ')
      return memory.bytes / megabyte
    } finally {
      await running.close()
      copy.remove()
    }
  }

  try {
    for (let round = 0; round < 3; round += 1) {
      floor.push(await measureEmpty())
      ours.push(await measureDay())
    }
  } finally {
    empty.remove()
    workstation.remove()
    rmSync(emptyDir, { recursive: true, force: true })
  }
  return {
    id: 'memory',
    title: `Memory of all processes after a day with ${settings.patients.toLocaleString('en')} patients`,
    goal: 'at most 1.6 × an empty Electron app',
    unit: 'MB',
    floor: { name: 'empty app', rounds: floor },
    ours: { name: 'workstation', rounds: ours },
    measured: { name: 'ratio', unit: '×', rounds: ratios(ours, floor) },
    limit: { atMost: 1.6 },
    checked: [
      `${visits} visits went from registering to the counter, each with all its records (${operations} operations)`,
    ],
    notes: [
      'the desk signs in on the lock screen and goes through its places; four people work at the HTTP door of the same node',
      'proportional memory of each process, pages of files once for the tree',
      `each process alone, MB: ${parts}`,
      `by resident memory, shared pages counted in each process: ${ratios(rss.ours, rss.floor)
        .map((ratio) => ratio.toFixed(2))
        .join(', ')} ×`,
    ],
  }
})

async function textsOf(dataDir: string): Promise<string[]> {
  const copy = copyOf(dataDir)
  const bench = openNode(copy.dataDir, 86_400)
  try {
    await bench.door().identity.signIn({ loginName: staff.desk.loginName, passphrase })
    return searchTexts(bench.records().database, 200)
  } finally {
    await bench.close()
    copy.remove()
  }
}
