/**
 * `npm run build`: everything that the runtime starts, in build/app. Steps whose inputs did not change are skipped.
 * `--programs` builds only what the local node needs, without the window.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPrograms, buildRelay, programOutputs, relayOutputs } from './bundling/programs.mjs'
import { buildIfChanged } from './bundling/unchanged.mjs'
import { setUpDependencies } from './setup/dependencies.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { appDir, inRoot } from './setup/places.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'

/** Copied as they are: what the app reads at run time. */
const assets = { migrations: 'migrations', resources: 'resources', 'build/contracts': 'contracts' }

async function buildContracts() {
  const { code } = await runNode([inRoot('scripts', 'contracts', 'compile.mjs')])
  if (code !== 0) throw new SetUpError('The contracts do not compile: the lines above say where.')
}

async function buildWindow() {
  const { build } = await import('vite')
  try {
    await build({ configFile: inRoot('vite.config.ts'), logLevel: 'warn' })
  } catch (error) {
    throw new SetUpError(`The window does not build: ${error instanceof Error ? error.message : error}`)
  }
}

async function copyAssets() {
  for (const [source, name] of Object.entries(assets)) {
    rmSync(join(appDir, name), { recursive: true, force: true })
    if (existsSync(inRoot(source))) cpSync(inRoot(source), join(appDir, name), { recursive: true })
  }
  const { version, license, author, description } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const manifest = { name: 'medichain', productName: 'MediChain', version, description, author, license }
  writeFileSync(join(appDir, 'package.json'), JSON.stringify({ ...manifest, main: 'main.cjs' }, null, 2))
}

/** The page that patients open in their browser, served by the relay. */
async function buildJoinPage() {
  const { build } = await import('vite')
  try {
    await build({ configFile: inRoot('vite.join.config.ts'), logLevel: 'warn' })
  } catch (error) {
    throw new SetUpError(`The join page does not build: ${error instanceof Error ? error.message : error}`)
  }
}

/** The relay alone: a server needs neither the contracts nor the window. */
export async function buildRelayProgram() {
  mkdirSync(appDir, { recursive: true })
  await buildIfChanged('relay', {
    inputs: ['core', 'adapters', 'relay', 'migrations/relay', '.runtime/mediasoup-worker'],
    outputs: relayOutputs,
    build: buildRelay,
  })
  await buildIfChanged('join page', {
    inputs: ['core/kernel', 'call', 'relay/join/page', 'vite.join.config.ts'],
    outputs: ['build/app/join/index.html'],
    build: buildJoinPage,
  })
}

/**
 * Builds the app into build/app. Dependencies must be installed.
 * @param {{ isWindowNeeded?: boolean }} [needs]
 */
export async function buildApp({ isWindowNeeded = true } = {}) {
  mkdirSync(appDir, { recursive: true })
  if (existsSync(inRoot('scripts', 'contracts', 'compile.mjs'))) {
    await buildIfChanged('contracts', {
      inputs: ['contracts', 'scripts/contracts'],
      outputs: ['build/contracts'],
      build: buildContracts,
    })
  }
  await buildIfChanged('app files', {
    inputs: ['migrations', 'resources', 'build/contracts', 'package.json'],
    outputs: ['build/app/package.json'],
    build: copyAssets,
  })
  await buildIfChanged('programs', {
    inputs: ['core', 'adapters', 'node', 'electron', 'resources', 'migrations', 'build/contracts'],
    outputs: programOutputs,
    build: async () => {
      try {
        await buildPrograms()
      } catch (error) {
        throw new SetUpError(error instanceof Error ? error.message : String(error))
      }
    },
  })
  await buildRelayProgram()
  if (!isWindowNeeded) return
  await buildIfChanged('window', {
    inputs: ['renderer', 'call', 'core', 'resources', 'vite.config.ts'],
    outputs: ['build/app/window/index.html'],
    build: buildWindow,
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() =>
    oneAtATime(async () => {
      await setUpDependencies()
      await buildApp({ isWindowNeeded: !process.argv.includes('--programs') })
      return 0
    }),
  )
}
