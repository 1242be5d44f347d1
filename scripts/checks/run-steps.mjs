import { Turns } from './turns.mjs'

/**
 * @typedef {(chunk: Uint8Array | string) => void} Say takes what a step's program prints
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {(say: Say) => Promise<number>} run answers the exit code
 * @property {string} hint what to do when it fails
 * @property {string} [needs] the step of an earlier stage without whose success this one cannot run
 *
 * @typedef {readonly Step[]} Lane steps that run one after another
 * @typedef {readonly Lane[]} Stage lanes that run at the same time
 *
 * @typedef {{ step: Step, isPassed: boolean, ms: number }} Result
 */

const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`

/** @param {Result} result */
const verdict = ({ step, isPassed, ms }) => `${isPassed ? '✓' : '✗'} ${step.name.padEnd(16)} ${seconds(ms)}`

/** @param {Step} step @param {string} title @param {readonly Result[]} earlier @param {Turns} turns @returns {Promise<Result>} */
async function runStep(step, title, earlier, turns) {
  const turn = turns.begin()
  turn.say(`\n── ${title} ${'─'.repeat(Math.max(0, 64 - title.length))}\n`)
  const startedAt = performance.now()
  const isBlocked = earlier.some(({ step: { name }, isPassed }) => name === step.needs && !isPassed)
  if (isBlocked) turn.say(`   not run: it needs the step "${step.needs}", which failed\n`)
  const code = isBlocked ? 1 : await step.run(turn.say)
  const result = { step, isPassed: code === 0, ms: performance.now() - startedAt }
  turn.say(`   ${verdict(result)}${result.isPassed ? '' : `. ${step.hint}`}\n`)
  turn.end()
  return result
}

/**
 * Runs every step even after a failure, so that one run shows everything there is to mend.
 * @param {readonly Stage[]} stages @param {{ write(chunk: Uint8Array | string): unknown }} [out]
 * @returns {Promise<number>} the exit code
 */
export async function runStages(stages, out = process.stdout) {
  const total = stages.flat(2).length
  const turns = new Turns(out)
  process.once('exit', () => turns.flush())
  /** @type {Result[]} */
  const results = []
  let begun = 0
  const runLane = async (/** @type {Lane} */ lane) => {
    for (const step of lane) {
      begun += 1
      results.push(await runStep(step, `${begun}/${total} ${step.name}`, results, turns))
    }
  }
  for (const stage of stages) await Promise.all(stage.map(runLane))
  const failed = results.filter(({ isPassed }) => !isPassed)
  const lines = [
    `\n── summary ${'─'.repeat(56)}`,
    ...results.map((result) => `   ${verdict(result)}`),
    ...failed.map(({ step }) => `\n   ${step.name} failed. ${step.hint}`),
    failed.length === 0 ? '\n   All passed.' : `\n   ${failed.length} of ${results.length} steps failed.`,
  ]
  out.write(`${lines.join('\n')}\n`)
  return failed.length === 0 ? 0 : 1
}
