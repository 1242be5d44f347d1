// Runs the fuzz and invariant tests of contracts/test with forge from npm, offline.
// Further arguments go to forge: `node scripts/contracts/forge-test.mjs --match-contract Prescription -vvv`.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Runs `forge test`, its output going to this process's own.
 * @param {{ root?: string, args?: string[] }} [options] the project's folder, and arguments for forge
 * @returns {Promise<{ exitCode: number, elapsedMs: number }>} exit code 0 when every test passed
 * @throws when there is no forge for this platform
 */
export async function forgeTest({ root = projectRoot, args = [] } = {}) {
  const startedAt = performance.now()
  const forge = spawn(findForge(root), ['test', '--root', root, ...args], {
    cwd: root,
    stdio: 'inherit',
    // Not --config-path: with it, this forge finds nothing to compile outside the config's folder.
    env: { ...process.env, FOUNDRY_CONFIG: join(root, 'contracts/foundry.toml') },
  })
  const exitCode = await new Promise((done, fail) => {
    forge.on('error', fail)
    forge.on('exit', (code) => done(code ?? 1))
  })
  return { exitCode, elapsedMs: performance.now() - startedAt }
}

/** The binary itself: the package's own starter would look for a download where the binary is missing. */
function findForge(root) {
  const scope = join(root, 'node_modules/@foundry-rs')
  const file = process.platform === 'win32' ? 'forge.exe' : 'forge'
  const candidates = existsSync(scope) ? readdirSync(scope).filter((name) => name.startsWith('forge-')) : []
  const found = candidates.map((name) => join(scope, name, 'bin', file)).find((path) => existsSync(path))
  if (found === undefined) {
    throw new Error(`No forge for ${process.platform}-${process.arch} under node_modules/@foundry-rs: run npm ci.`)
  }
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { exitCode, elapsedMs } = await forgeTest({ args: process.argv.slice(2) })
    const verdict = exitCode === 0 ? 'Contract tests passed' : 'Contract tests failed'
    console.log(`${verdict} (${(elapsedMs / 1000).toFixed(1)} s)`)
    process.exitCode = exitCode
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
