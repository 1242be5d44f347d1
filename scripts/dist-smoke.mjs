/** `npm run dist:smoke -- [FOLDER]`: starts what `npm run dist` made, and checks its fuses. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkPackagedApp } from './packaging/smoke.mjs'
import { inRoot } from './setup/places.mjs'
import { main } from './setup/report.mjs'

await main(async () => {
  const fallback = inRoot('dist', 'not-for-release')
  const [folder] = process.argv.slice(2)
  await checkPackagedApp(folder ? resolve(folder) : existsSync(fallback) ? fallback : inRoot('dist'))
  return 0
})
