/** A step could not be done; `message` tells the user what to do about it. */
export class SetUpError extends Error {}

/** @param {number} sinceMs @returns {string} */
export const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`

/**
 * One line per step: what, why, and how it ended.
 * @param {string} what @param {string} why
 * @param {() => Promise<string> | string} work answers how it ended: 'cached', 'done: …'
 */
export async function step(what, why, work) {
  const startedAt = performance.now()
  const result = await work()
  const isQuick = performance.now() - startedAt < 1000
  console.log(`  set-up  ${what.padEnd(17)} ${why}: ${result}${isQuick ? '' : ` (${seconds(startedAt)})`}`)
}

/** Said before a step that takes a while. @param {string} text */
export const note = (text) => console.log(`  set-up  … ${text}`)

/**
 * Runs a script's body; an expected failure is one sentence, anything else shows its stack.
 * @param {() => Promise<number | undefined>} body answers the exit code
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0
  } catch (error) {
    console.error(error instanceof SetUpError ? `\n${error.message}\n` : error)
    process.exitCode = 1
  }
}
