/**
 * `npm run bench`: sets up what is missing, builds, and measures every figure of docs/PERFORMANCE.md beside its floor.
 * `-- --quick` measures 10,000 patients, `-- --full` measures a million patients, `-- --only save,search` some of the figures.
 */
import { buildApp } from './build.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { inRoot } from './setup/places.mjs'
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
    runNode(['--import', 'tsx', inRoot('bench', 'run.ts'), ...process.argv.slice(2)], { env }),
  )
  return code
})
