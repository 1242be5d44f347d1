/** `npm run check`: the quick part of `npm test`, which runs nothing: types, lint, import rules, unused code. */
import { runStages } from './checks/run-steps.mjs'
import { staticStage } from './checks/steps.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { main } from './setup/report.mjs'
import { setUp } from './setup/set-up.mjs'

await main(async () => {
  await oneAtATime(() => setUp({ isWindowNeeded: false }))
  return runStages([staticStage])
})
