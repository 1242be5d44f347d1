import { spawn, spawnSync } from 'node:child_process'
import { root } from './places.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the checkout if not given
 * @property {NodeJS.ProcessEnv} [env] added to this process' environment
 * @property {'inherit' | 'pipe'} [stdio] `pipe` keeps the output for the caller and shows nothing
 * @property {AbortSignal} [signal] kills the child
 */

/**
 * Runs a program without a shell, so that spaces in paths need no quoting. Never rejects.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} 127 when the program does not exist
 */
export function run(command, args, { cwd = root, env = {}, stdio = 'inherit', signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', (error) => resolve({ code: 127, output: output + error.message }))
    child.on('close', (code, killedBy) => resolve({ code: code ?? (killedBy === 'SIGINT' ? 130 : 143), output }))
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
