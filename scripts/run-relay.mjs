/** `npm run relay -- ARGS`: the relay, in plain Node, on an embedded encrypted file or on PostgreSQL; `--help` lists the rest. */

import { buildRelayProgram } from './build.mjs'
import { bundle } from './bundling/programs.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { main } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'
import { setUp } from './setup/set-up.mjs'

await main(async () => {
  await oneAtATime(async () => {
    await setUp({ isWindowNeeded: false })
    await buildRelayProgram()
  })
  // Most of what a relay makes lives as long as one push: a small young generation keeps it small beside a workstation.
  const { code } = await runNode([
    '--max-semi-space-size=4',
    '--enable-source-maps',
    bundle('relay'),
    ...process.argv.slice(2),
  ])
  return code
})
