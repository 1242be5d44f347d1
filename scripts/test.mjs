/**
 * `npm test`: sets up what is missing, builds, and runs everything. `npm test -- WORD …` runs only the steps whose name
 * contains one of the words.
 */
import { runStages } from './checks/run-steps.mjs'
import { testStages as stages } from './checks/steps.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { setUp } from './setup/set-up.mjs'

/**
 * The steps that are meant, still in their stages and lanes, with what they need. @param {readonly string[]} words
 * @returns {import('./checks/run-steps.mjs').Stage[]}
 */
function choose(words) {
  if (words.length === 0) return stages
  const isMeant = (/** @type {import('./checks/run-steps.mjs').Step} */ { name }) =>
    words.some((word) => name.includes(word))
  const steps = stages.flat(2)
  const needed = new Set(steps.filter(isMeant).map(({ name }) => name))
  // What a step needs stands before it.
  for (const { name, needs } of steps.toReversed()) if (needs !== undefined && needed.has(name)) needed.add(needs)
  return stages.map((stage) => stage.map((lane) => lane.filter(({ name }) => needed.has(name))))
}

await main(async () => {
  const chosen = choose(process.argv.slice(2))
  if (chosen.flat(2).length === 0) {
    const names = stages.flat(2).map(({ name }) => name)
    throw new SetUpError(`No step is called so. There are: ${names.join(', ')}.`)
  }
  await oneAtATime(() => setUp())
  return runStages(chosen)
})
