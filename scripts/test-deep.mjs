/**
 * `npm run test:deep`: what takes longer than `npm test` may. 100,000 scenarios of workstations that work apart, ten times as many;
 * a relay that is killed a hundred times amid pushes, on each of its stores; three local nodes in processes of their own whose
 * relay is killed a hundred times and whose network is gone for minutes; calls over a line that is gone for
 * two minutes or thin, without devices, and with a companion.
 * `npm run test:deep -- SEED` plays the same scenarios again; `MEDICHAIN_RUNS` asks for another number of them, and
 * `MEDICHAIN_ONLY=scenarios,relay,processes,calls` for some of the parts.
 */
import { randomInt } from 'node:crypto'
import { buildApp } from './build.mjs'
import { electronExecutable } from './setup/electron-runtime.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { appDir, inRoot } from './setup/places.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'
import { withScreen } from './setup/screen.mjs'
import { setUp } from './setup/set-up.mjs'

/** @typedef {{ name: string, project: string, files: readonly string[], isWindowNeeded?: boolean }} Part */

/** @type {readonly Part[]} */
const parts = [
  { name: 'scenarios', project: 'unit', files: ['core/sync/convergence'] },
  { name: 'relay', project: 'relay', files: ['tests/relay/kills'] },
  { name: 'processes', project: 'sync', files: ['tests/sync/processes'] },
  { name: 'calls', project: 'calls', files: ['broken-line', 'calls/deep'], isWindowNeeded: true },
]

await main(async () => {
  const [asked] = process.argv.slice(2)
  const seed = asked === undefined ? randomInt(2 ** 31) : Number(asked)
  if (!Number.isInteger(seed)) throw new SetUpError(`A seed is a whole number, not ${asked}.`)
  const runs = process.env.MEDICHAIN_RUNS ?? '100000'
  const only = process.env.MEDICHAIN_ONLY?.split(',')
  const chosen = parts.filter(({ name }) => only === undefined || only.includes(name))
  if (chosen.length === 0) throw new SetUpError(`There are: ${parts.map(({ name }) => name).join(', ')}.`)
  await oneAtATime(async () => {
    const isWindowNeeded = chosen.some((part) => part.isWindowNeeded === true)
    await setUp({ isWindowNeeded })
    await buildApp({ isWindowNeeded })
  })
  let failed = 0
  for (const { name, project, files, isWindowNeeded } of chosen) {
    if (name === 'scenarios')
      console.log(`${runs} scenarios, seed ${seed}. \`npm run test:deep -- ${seed}\` plays the same again.`)
    const play = (/** @type {NodeJS.ProcessEnv} */ env) =>
      runNode([inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', project, ...files], {
        env: { ...env, MEDICHAIN_RUNS: runs, MEDICHAIN_SEED: String(seed), MEDICHAIN_DEEP: '1' },
      })
    const { code } = isWindowNeeded
      ? await withScreen((env) => play({ ...env, MEDICHAIN_ELECTRON: electronExecutable(), MEDICHAIN_APP: appDir }))
      : await play({})
    if (code !== 0) failed += 1
  }
  return failed === 0 ? 0 : 1
})
