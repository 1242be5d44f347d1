// Compiles contracts/src with the compiler from npm into build/contracts/<Name>.json: { name, abi, bytecode, ... }.
// Does nothing when sources, compiler and settings are those of the last run.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Must say the same as contracts/foundry.toml, so that forge tests the code that is deployed. */
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'shanghai',
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
}

/**
 * Compiles the contracts if they changed.
 * @param {{ root?: string, outDir?: string }} [options] the project's folder, and where the artifacts go
 * @returns {Promise<{ isSkipped: boolean, contracts: { name: string, sizeBytes: number }[], warnings: string[], elapsedMs: number }>}
 * @throws when the compiler reports errors; the message carries all of them
 */
export async function compileContracts({ root = projectRoot, outDir = join(root, 'build/contracts') } = {}) {
  const startedAt = performance.now()
  const sources = readSources(root)
  const compilerVersion = JSON.parse(readFileSync(join(root, 'node_modules/solc/package.json'), 'utf8')).version
  const sourceHash = createHash('sha256')
    .update(JSON.stringify([compilerVersion, settings, sources]))
    .digest('hex')
  const manifestPath = join(outDir, 'manifest.json')
  const finish = (isSkipped, contracts, warnings) => {
    return { isSkipped, contracts, warnings, elapsedMs: performance.now() - startedAt }
  }

  if (existsSync(manifestPath)) {
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
    const isComplete = manifest.contracts.every(({ name }) => existsSync(join(outDir, `${name}.json`)))
    if (manifest.sourceHash === sourceHash && isComplete) return finish(true, manifest.contracts, [])
  }

  const solc = require('solc')
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings })))
  const problems = output.errors ?? []
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'))

  mkdirSync(outDir, { recursive: true })
  const contracts = []
  for (const [unit, byName] of Object.entries(output.contracts)) {
    if (!unit.startsWith('src/')) continue
    for (const [name, { abi, evm }] of Object.entries(byName)) {
      if (evm.bytecode.object === '') continue // abstract
      const artifact = { name, abi, bytecode: `0x${evm.bytecode.object}`, compiler: solc.version(), sourceHash }
      writeFileSync(join(outDir, `${name}.json`), `${JSON.stringify(artifact)}\n`)
      contracts.push({ name, sizeBytes: evm.deployedBytecode.object.length / 2 })
    }
  }
  // Last, so that an interrupted run is not taken for a finished one.
  writeFileSync(manifestPath, `${JSON.stringify({ sourceHash, contracts })}\n`)
  return finish(
    false,
    contracts,
    problems.map((problem) => problem.formattedMessage),
  )
}

/** Our sources and, transitively, what they import from packages, keyed as the compiler asks for them. */
function readSources(root) {
  const sources = {}
  const pending = readdirSync(join(root, 'contracts/src'))
    .filter((file) => file.endsWith('.sol'))
    .sort()
    .map((file) => `src/${file}`)
  for (let unit = pending.shift(); unit !== undefined; unit = pending.shift()) {
    if (sources[unit] !== undefined) continue
    const folder = unit.startsWith('src/') ? 'contracts' : 'node_modules'
    const content = readFileSync(join(root, folder, unit), 'utf8')
    sources[unit] = { content }
    for (const [, path] of content.matchAll(/^import\s[^;]*?"([^"]+)"/gm)) {
      pending.push(path.startsWith('.') ? posix.join(posix.dirname(unit), path) : path)
    }
  }
  return sources
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { isSkipped, contracts, warnings, elapsedMs } = await compileContracts()
    for (const warning of warnings) console.warn(warning)
    const list = contracts.map(({ name, sizeBytes }) => `  ${name.padEnd(30)} ${(sizeBytes / 1024).toFixed(1)} KiB`)
    console.log(`${isSkipped ? 'Contracts are up to date' : 'Contracts compiled'} (${Math.round(elapsedMs)} ms)`)
    console.log(list.join('\n'))
    process.exitCode = warnings.length > 0 ? 1 : 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
