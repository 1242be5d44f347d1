/**
 * `npm run test:deep`: plays 100,000 scenarios of workstations that work apart, ten times as many as `npm test`.
 * `npm run test:deep -- SEED` plays the same ones again; `MEDICHAIN_RUNS` asks for another number of them.
 */
import { randomInt } from 'node:crypto'
import { oneAtATime } from './setup/lock.mjs'
import { inRoot } from './setup/places.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'
import { setUp } from './setup/set-up.mjs'

await main(async () => {
  const [asked] = process.argv.slice(2)
  const seed = asked === undefined ? randomInt(2 ** 31) : Number(asked)
  if (!Number.isInteger(seed)) throw new SetUpError(`A seed is a whole number, not ${asked}.`)
  const runs = process.env.MEDICHAIN_RUNS ?? '100000'
  await oneAtATime(() => setUp({ isWindowNeeded: false }))
  console.log(`${runs} scenarios, seed ${seed}. \`npm run test:deep -- ${seed}\` plays the same again.`)
  const { code } = await runNode(
    [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'unit', 'convergence'],
    { env: { MEDICHAIN_RUNS: runs, MEDICHAIN_SEED: String(seed) } },
  )
  return code
})
