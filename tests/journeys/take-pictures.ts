/** `npm run pictures [-- WORD …]`: pictures of every main screen, or of those whose name contains one of the words. */
import { mkdir } from 'node:fs/promises'
import { type App, inRoot } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { isPaintedIn } from './colors.js'
import { type Screen, screens, showScreen } from './screens.js'

const folder = inRoot('out/pictures')
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
/** Enough to see whether logical sides and large text hold. */
const oddScreens = new Set(['today-front-desk', 'schedule', 'patient', 'visit', 'order', 'claim', 'register'])

const save = (app: App, name: string) => app.page.screenshot({ path: `${folder}/${name}.png` })

async function inBothColors(app: App, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await app.page.waitForFunction(isPaintedIn, colorScheme)
    await save(app, `${name}-${colorScheme}`)
  }
  await app.page.emulateMedia({ colorScheme: 'light' })
  await app.page.waitForFunction(isPaintedIn, 'light')
}

async function takeScreen(app: App, screen: Screen): Promise<void> {
  await showScreen(app, screen)
  for (const size of sizes) {
    await app.resize(size)
    await inBothColors(app, `${screen.name}-${size.width}x${size.height}`)
  }
  await app.resize({ width: 1280, height: 800 })
  if (!oddScreens.has(screen.name)) return
  await app.page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
  await save(app, `${screen.name}-right-to-left`)
  await app.page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'))
  await zoom(app, 2)
  await save(app, `${screen.name}-large-text`)
  await zoom(app, 1)
}

/** As Ctrl + does it. */
async function zoom(app: App, factor: number): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(to),
    factor,
  )
  await app.page.waitForFunction((width) => innerWidth === width, 1280 / factor)
}

async function main(): Promise<number> {
  const words = process.argv.slice(2)
  const wanted = screens.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  await mkdir(folder, { recursive: true })
  const app = await openDemo()
  try {
    if (words.length === 0) await inBothColors(app, 'lock-screen')
    for (const screen of wanted) {
      await takeScreen(app, screen)
      console.log(`  picture  ${screen.name}`)
    }
  } finally {
    await app.close()
  }
  console.log(`The pictures are in out/pictures/.`)
  for (const complaint of app.complaints) console.error(complaint)
  return app.complaints.length === 0 ? 0 : 1
}

process.exitCode = await main()
