import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { buildApp } from '../build.mjs'
import { electronExecutable } from '../setup/electron-runtime.mjs'
import { oneAtATime } from '../setup/lock.mjs'
import { appDir, inRoot } from '../setup/places.mjs'
import { runNode } from '../setup/run.mjs'
import { withScreen } from '../setup/screen.mjs'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {() => Promise<number>} run answers the exit code
 * @property {string} hint what to do when it fails
 * @property {string} [needs] the step without whose success this one cannot run
 */

/** A tool of node_modules, run by this very Node. @param {string} script @param {readonly string[]} args */
async function tool(script, args, env = {}) {
  const PATH = [inRoot('node_modules', '.bin'), process.env.PATH].join(delimiter)
  const { code } = await runNode([inRoot('node_modules', script), ...args], { env: { PATH, ...env } })
  return code
}

/** @param {string[]} names @returns {string[]} those that exist, because tools refuse folders that are not there */
const existing = (...names) => names.filter((name) => existsSync(inRoot(name)))

/** @type {Step[]} */
export const staticSteps = [
  {
    name: 'types',
    run: () => tool('typescript/bin/tsc', ['-p', '.']),
    hint: 'Fix the types above; `npx tsc -p .` runs this alone.',
  },
  {
    name: 'core types',
    run: () => tool('typescript/bin/tsc', ['-p', 'core']),
    hint: 'core/ runs anywhere: no process, window, document or Buffer in it. `npx tsc -p core` runs this alone.',
  },
  {
    name: 'lint',
    run: () => tool('@biomejs/biome/bin/biome', ['check', '--diagnostic-level=warn']),
    hint: '`npx biome check --write` mends most of it.',
  },
  {
    name: 'import rules',
    run: () =>
      tool('dependency-cruiser/bin/dependency-cruise.mjs', [
        '--config',
        '.dependency-cruiser.cjs',
        ...existing('core', 'adapters', 'node', 'electron', 'renderer', 'relay', 'call', 'verify', 'tests', 'bench'),
      ]),
    hint: 'A file imports what its layer may not know; the table in docs/ARCHITECTURE.md says who may import whom.',
  },
  {
    name: 'unused code',
    run: () => tool('knip/bin/knip.js', ['--no-progress']),
    hint: 'Remove what nothing uses, or drop the `export`; knip.json lists the entry points.',
  },
]

/** @param {string} project @param {NodeJS.ProcessEnv} [env] */
const vitest = (project, env) => tool('vitest/vitest.mjs', ['run', '--project', project], env)

async function build() {
  try {
    await oneAtATime(() => buildApp())
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

/** @type {Step} */
export const buildStep = {
  name: 'build',
  run: build,
  hint: 'The lines above say what does not build; `npm run build` runs this alone.',
}

/** @type {Step[]} */
export const testSteps = [
  {
    name: 'contract lint',
    run: () =>
      tool('solhint/solhint.js', [
        ...['--disc', '--noPoster', '--max-warnings', '0'],
        ...['--config', 'contracts/.solhint.json', 'contracts/src/**/*.sol'],
      ]),
    hint: 'solhint names the rule and the line; contracts/.solhint.json holds the rules.',
  },
  {
    name: 'contract fuzz',
    run: async () => (await runNode([inRoot('scripts', 'contracts', 'forge-test.mjs')])).code,
    hint: 'Forge prints the call sequence that breaks the rule; `node scripts/contracts/forge-test.mjs` runs this alone.',
  },
  {
    name: 'unit tests',
    run: () => vitest('unit'),
    hint: '`npx vitest --project unit PATTERN` runs one file again and again while you mend it.',
  },
  {
    name: 'relay tests',
    needs: buildStep.name,
    run: () => vitest('relay'),
    hint: '`npx vitest run --project relay` runs this alone; relays are started and killed, on a file and on PostgreSQL.',
  },
  {
    name: 'sync tests',
    needs: buildStep.name,
    run: () => vitest('sync'),
    hint: '`npx vitest run --project sync` runs this alone; whole workstations meet through a relay, and through one that lies.',
  },
  {
    name: 'call tests',
    needs: buildStep.name,
    run: () =>
      withScreen((env) => vitest('calls', { ...env, MEDICHAIN_ELECTRON: electronExecutable(), MEDICHAIN_APP: appDir })),
    hint: 'A window and Debian’s chromium call each other with a made-up camera. `npm test -- call` runs this alone.',
  },
  {
    name: 'contract tests',
    run: () => vitest('contracts'),
    hint: '`npx vitest run --project contracts` runs this alone; they talk to a real chain.',
  },
  {
    name: 'journey tests',
    needs: buildStep.name,
    run: () =>
      withScreen((env) =>
        vitest('journeys', { ...env, MEDICHAIN_ELECTRON: electronExecutable(), MEDICHAIN_APP: appDir }),
      ),
    hint: 'They drive the built app; screenshots and logs are in out/. `npm test -- journey` runs this alone.',
  },
]

const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`

/**
 * Runs every step even after a failure, so that one run shows everything there is to mend.
 * @param {readonly Step[]} steps @returns {Promise<number>} the exit code
 */
export async function runSteps(steps) {
  const results = []
  for (const [index, step] of steps.entries()) {
    console.log(`\n── ${index + 1}/${steps.length} ${step.name} ${'─'.repeat(60 - step.name.length)}`)
    const startedAt = performance.now()
    const isBlocked = results.some(({ step: earlier, isPassed }) => earlier.name === step.needs && !isPassed)
    if (isBlocked) console.log(`   not run: it needs the step "${step.needs}", which failed`)
    const code = isBlocked ? 1 : await step.run()
    const ms = performance.now() - startedAt
    results.push({ step, isPassed: code === 0, ms })
    console.log(code === 0 ? `   ✓ ${step.name} (${seconds(ms)})` : `   ✗ ${step.name} (${seconds(ms)}). ${step.hint}`)
  }
  const failed = results.filter(({ isPassed }) => !isPassed)
  console.log(`\n── summary ${'─'.repeat(56)}`)
  for (const { step, isPassed, ms } of results)
    console.log(`   ${isPassed ? '✓' : '✗'} ${step.name.padEnd(16)} ${seconds(ms)}`)
  for (const { step } of failed) console.log(`\n   ${step.name} failed. ${step.hint}`)
  console.log(failed.length === 0 ? '\n   All passed.' : `\n   ${failed.length} of ${results.length} steps failed.`)
  return failed.length === 0 ? 0 : 1
}
