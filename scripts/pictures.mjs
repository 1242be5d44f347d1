/**
 * `npm run pictures`: sets up what is missing, builds, and takes a picture of every main screen of the demo clinic into
 * out/pictures/: two sizes, light and dark, and some right to left and at 200% text.
 */
import { buildApp } from './build.mjs'
import { electronExecutable } from './setup/electron-runtime.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { appDir, inRoot } from './setup/places.mjs'
import { main } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'
import { withScreen } from './setup/screen.mjs'
import { setUp } from './setup/set-up.mjs'

await main(async () => {
  await oneAtATime(async () => {
    await setUp()
    await buildApp()
  })
  const { code } = await withScreen((env) =>
    runNode(['--import', 'tsx', inRoot('tests', 'journeys', 'take-pictures.ts'), ...process.argv.slice(2)], {
      env: { ...env, MEDICHAIN_ELECTRON: electronExecutable(), MEDICHAIN_APP: appDir },
    }),
  )
  return code
})
