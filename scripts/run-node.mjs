/** `npm run node -- ARGS`: the local node alone, in plain Node, without the shell. */

import { buildApp } from './build.mjs'
import { bundle } from './bundling/programs.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { main } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'
import { setUp } from './setup/set-up.mjs'

await main(async () => {
  await oneAtATime(async () => {
    await setUp({ isWindowNeeded: false })
    await buildApp({ isWindowNeeded: false })
  })
  const { code } = await runNode(['--enable-source-maps', bundle('node'), ...process.argv.slice(2)])
  return code
})
