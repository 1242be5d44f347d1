/**
 * `npm test`: sets up what is missing, builds, and runs everything. `npm test -- WORD …` runs only the steps whose name
 * contains one of the words.
 */
import { buildApp } from './build.mjs'
import { runSteps, staticSteps, testSteps } from './checks/steps.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { setUp } from './setup/set-up.mjs'

await main(async () => {
  const words = process.argv.slice(2)
  const all = [...staticSteps, ...testSteps]
  const steps = words.length === 0 ? all : all.filter(({ name }) => words.some((word) => name.includes(word)))
  if (steps.length === 0)
    throw new SetUpError(`No step is called so. There are: ${all.map(({ name }) => name).join(', ')}.`)
  await oneAtATime(async () => {
    await setUp()
    await buildApp()
  })
  return runSteps(steps)
})
