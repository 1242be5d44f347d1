import { spawn, spawnSync } from 'node:child_process'
import { root } from './places.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the checkout if not given
 * @property {NodeJS.ProcessEnv} [env] added to this process' environment
 * @property {'inherit' | 'pipe'} [stdio] `pipe` keeps the output for the caller and shows nothing
 * @property {(chunk: Buffer) => void} [show] gets the output as it comes, instead of this process' own
 * @property {AbortSignal} [signal] kills the child
 */

/**
 * Who ends this process means the program it runs: SIGTERM is handed on, Ctrl+C reaches both by the terminal, and in
 * either case we wait until the program has closed what it has open. @param {import('node:child_process').ChildProcess} child
 */
function shareSignals(child) {
  let isInterrupted = false
  const onInterrupt = () => {
    isInterrupted = true
  }
  const onTerminate = () => {
    isInterrupted = true
    child.kill('SIGTERM')
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return (/** @type {number} */ code) => {
    process.off('SIGINT', onInterrupt)
    process.off('SIGTERM', onTerminate)
    // Whoever interrupted this program does not want the next one.
    if (isInterrupted && code !== 0) process.exit(130)
  }
}

/**
 * Runs a program without a shell, so that spaces in paths need no quoting. Never rejects.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} 127 when the program does not exist
 */
export function run(command, args, { cwd = root, env = {}, stdio = 'inherit', show, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: stdio === 'inherit' && !show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    })
    const release = shareSignals(child)
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk
    }
    child.stdout?.on('data', show ?? keep)
    child.stderr?.on('data', show ?? keep)
    const finish = (/** @type {number} */ code, text = '') => {
      release(code)
      resolve({ code, output: output + text })
    }
    child.on('error', (error) => finish(127, error.message))
    child.on('close', (code) => finish(code ?? 143))
  })
}

/** @param {string[]} args @param {RunOptions} [options] */
export const runNode = (args, options) => run(process.execPath, args, options)

/**
 * npm as a JavaScript file where we know it (Windows cannot spawn `npm.cmd` without a shell), otherwise by name.
 * @param {string[]} args @param {RunOptions} [options]
 */
export function runNpm(args, options) {
  const cli = process.env.npm_execpath
  return cli?.endsWith('.js') ? runNode([cli, ...args], options) : run('npm', args, options)
}

/** @param {string} program @returns {boolean} whether it is on the PATH */
export function isOnPath(program) {
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' }).status === 0
}
