import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { buildApp } from '../build.mjs'
import { electronExecutable } from '../setup/electron-runtime.mjs'
import { oneAtATime } from '../setup/lock.mjs'
import { appDir, inRoot } from '../setup/places.mjs'
import { runNode } from '../setup/run.mjs'
import { withScreen } from '../setup/screen.mjs'

/**
 * @typedef {import('./run-steps.mjs').Say} Say
 * @typedef {import('./run-steps.mjs').Step} Step
 * @typedef {import('./run-steps.mjs').Stage} Stage
 */

/**
 * A script, run by this very Node. Its output is not a terminal's any more, so it is told whether ours is one.
 * @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] @returns {(say: Say) => Promise<number>}
 */
const script =
  (args, env = {}) =>
  async (say) => {
    const PATH = [inRoot('node_modules', '.bin'), process.env.PATH].join(delimiter)
    const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
    return (await runNode([...args], { env: { PATH, ...color, ...env }, show: say })).code
  }

/** A tool of node_modules. @param {string} file @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
const tool = (file, args, env) => script([inRoot('node_modules', file), ...args], env)

/** @param {string[]} names @returns {string[]} those that exist, because tools refuse folders that are not there */
const existing = (...names) => names.filter((name) => existsSync(inRoot(name)))

/**
 * Two lanes, because workstations and CI runners have two cores.
 * @type {Stage}
 */
export const staticStage = [
  [
    {
      name: 'types',
      run: tool('typescript/bin/tsc', ['-p', '.']),
      hint: 'Fix the types above; `npx tsc -p .` runs this alone.',
    },
    {
      name: 'core types',
      run: tool('typescript/bin/tsc', ['-p', 'core']),
      hint: 'core/ runs anywhere: no process, window, document or Buffer in it. `npx tsc -p core` runs this alone.',
    },
  ],
  [
    {
      name: 'lint',
      run: tool('@biomejs/biome/bin/biome', ['check', '--diagnostic-level=warn']),
      hint: '`npx biome check --write` mends most of it.',
    },
    {
      name: 'import rules',
      run: tool('dependency-cruiser/bin/dependency-cruise.mjs', [
        '--config',
        '.dependency-cruiser.cjs',
        ...existing('core', 'adapters', 'node', 'electron', 'renderer', 'relay', 'call', 'verify', 'tests', 'bench'),
      ]),
      hint: 'A file imports what its layer may not know; the table in docs/ARCHITECTURE.md says who may import whom.',
    },
    {
      name: 'unused code',
      run: tool('knip/bin/knip.js', ['--no-progress']),
      hint: 'Remove what nothing uses, or drop the `export`; knip.json lists the entry points.',
    },
  ],
]

/** @param {string} project @param {NodeJS.ProcessEnv} [env] */
const vitest = (project, env) => tool('vitest/vitest.mjs', ['run', '--project', project], env)

/**
 * What opens the built app's window.
 * @param {(env: NodeJS.ProcessEnv) => (say: Say) => Promise<number>} program @returns {(say: Say) => Promise<number>}
 */
const onScreen = (program) => (say) =>
  withScreen((env) => program({ ...env, MEDICHAIN_ELECTRON: electronExecutable(), MEDICHAIN_APP: appDir })(say))

/** @param {string} project */
const vitestOnScreen = (project) => onScreen((env) => vitest(project, env))

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
const buildStep = {
  name: 'build',
  run: build,
  hint: 'The lines above say what does not build; `npm run build` runs this alone.',
}

/** @type {Step} */
const demoStep = {
  name: 'demo clinic',
  needs: buildStep.name,
  run: onScreen((env) => script(['--import', 'tsx', inRoot('tests', 'journeys', 'make-demo.ts')], env)),
  hint: 'The built app makes its demo clinic, which the tests with a window copy. `npm test -- demo` runs this alone.',
}

/** The demo clinic is made while all else is only read. @type {Stage} */
const firstStage = [staticStage.flat(), [buildStep, demoStep]]

/**
 * The journeys wait for a window now and then, and the steps beside them for sockets, disk and chain; together they fill two
 * cores. What measures itself against the clock (calls) or uses both cores (unit tests) runs alone.
 * @type {readonly Stage[]}
 */
export const testStages = [
  firstStage,
  [
    [
      {
        name: 'unit tests',
        run: vitest('unit'),
        hint: '`npx vitest --project unit PATTERN` runs one file again and again while you mend it.',
      },
    ],
  ],
  [
    [
      {
        name: 'journey tests',
        needs: demoStep.name,
        run: vitestOnScreen('journeys'),
        hint: 'They drive the built app; screenshots and logs are in out/. `npm test -- journey` runs this alone.',
      },
    ],
    [
      {
        name: 'contract lint',
        run: tool('solhint/solhint.js', [
          ...['--disc', '--noPoster', '--max-warnings', '0'],
          ...['--config', 'contracts/.solhint.json', 'contracts/src/**/*.sol'],
        ]),
        hint: 'solhint names the rule and the line; contracts/.solhint.json holds the rules.',
      },
      {
        name: 'contract fuzz',
        run: script([inRoot('scripts', 'contracts', 'forge-test.mjs')]),
        hint: 'Forge prints the call sequence that breaks the rule; `node scripts/contracts/forge-test.mjs` runs this alone.',
      },
      {
        name: 'contract tests',
        run: vitest('contracts'),
        hint: '`npx vitest run --project contracts` runs this alone; they talk to a real chain.',
      },
      {
        name: 'shell tests',
        needs: demoStep.name,
        run: vitestOnScreen('shell'),
        hint: 'The app starts, and parts of it are killed. `npm test -- shell` runs this alone.',
      },
    ],
    [
      {
        name: 'relay tests',
        needs: buildStep.name,
        run: vitest('relay'),
        hint: '`npx vitest run --project relay` runs this alone; relays are started and killed, on a file and on PostgreSQL.',
      },
      {
        name: 'sync tests',
        needs: buildStep.name,
        run: vitest('sync'),
        hint: '`npx vitest run --project sync` runs this alone; whole workstations meet through a relay, and through one that lies.',
      },
    ],
  ],
  [
    [
      {
        name: 'call tests',
        needs: buildStep.name,
        run: vitestOnScreen('calls'),
        hint: 'A window and Debian’s chromium call each other with a made-up camera. `npm test -- call` runs this alone.',
      },
    ],
  ],
]
