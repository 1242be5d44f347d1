/**
 * `npm test`: sets up what is missing, builds, and runs everything. `npm test -- WORD …` runs only the steps whose name
 * contains one of the words.
 */
import { buildStep, runSteps, staticSteps, testSteps } from './checks/steps.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { setUp } from './setup/set-up.mjs'

/** @param {readonly string[]} words */
function choose(words) {
  if (words.length === 0) return [...staticSteps, buildStep, ...testSteps]
  const isMeant = (/** @type {{ name: string }} */ { name }) => words.some((word) => name.includes(word))
  const tests = testSteps.filter(isMeant)
  return [...staticSteps.filter(isMeant), ...(tests.length > 0 || isMeant(buildStep) ? [buildStep] : []), ...tests]
}

await main(async () => {
  const steps = choose(process.argv.slice(2))
  if (steps.length === 0) {
    const names = [...staticSteps, buildStep, ...testSteps].map(({ name }) => name)
    throw new SetUpError(`No step is called so. There are: ${names.join(', ')}.`)
  }
  await oneAtATime(() => setUp())
  return runSteps(steps)
})
