import { copyFileSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { workerFile } from '../setup/mediasoup-worker.mjs'
import { appDir, inRoot } from '../setup/places.mjs'
import { SetUpError } from '../setup/report.mjs'

/** Native or self-bundling packages: they stay packages, in node_modules here and inside the packaged app. */
export const externalPackages = ['@signalapp/sqlcipher', 'ganache', 'hash-wasm']

/** Node 18 (the fallback runtime) lacks both globals, on which jose, noble and others rely. */
const banner =
  'globalThis.crypto??=require("crypto").webcrypto;' +
  'globalThis.CryptoKey??=require("crypto").webcrypto.CryptoKey;' +
  'const importMetaUrl=require("url").pathToFileURL(__filename).href;'

/**
 * Plain Node imports sqlcipher's ES module, whose default export is the class; the bundles require its CommonJS twin,
 * whose exports are a transpiled module with a `default`. Files of a `"type": "module"` package do not look into that,
 * as Node would not; a file of no package does.
 * @type {import('esbuild').Plugin}
 */
const sameDefaultAsInNode = {
  name: 'same-default-as-in-node',
  setup: (build) => {
    const name = '@signalapp/sqlcipher'
    build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ namespace }) =>
      namespace === 'same-default' ? { path: name, external: true } : { path: name, namespace: 'same-default' },
    )
    build.onLoad({ filter: /.*/, namespace: 'same-default' }, () => ({
      contents: `export * from '${name}'; export { default } from '${name}'`,
      loader: 'js',
    }))
  },
}

const nodeSide = { 'electron/main/main.ts': 'main', 'node/main.ts': 'node', 'node/chain-process.ts': 'chain' }
const preload = { 'electron/preload/preload.ts': 'preload' }

const relay = { 'relay/main.ts': 'relay' }

/** @param {Record<string, string>} entries source → name @returns {string[]} what they become, in the checkout */
const outputsOf = (entries) => Object.values(entries).map((name) => `build/app/${name}.cjs`)

export const programOutputs = outputsOf({ ...nodeSide, ...preload })
export const relayOutputs = [...outputsOf(relay), 'build/app/migrations/relay']

/** @param {Record<string, string>} entries @returns {{ in: string, out: string }[]} those whose source is there */
const present = (entries) =>
  Object.entries(entries)
    .filter(([source]) => existsSync(inRoot(source)))
    .map(([source, name]) => ({ in: inRoot(source), out: name }))

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: inRoot(),
  outdir: appDir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  sourcemap: true,
  // The engine keeps a program's text as long as it runs, and takes two bytes for each letter of it as soon as one, be it in a
  // comment, is beyond Latin-1: without comments and indentation the local node's is a third. Names and lines stay for stacks.
  charset: 'ascii',
  legalComments: 'external',
  minifyWhitespace: true,
  lineLimit: 200,
  logLevel: 'warning',
  // pg and ws look for native helpers that are not installed, and do without.
  external: ['electron', 'pg-native', 'bufferutil', 'utf-8-validate', ...externalPackages],
  plugins: [sameDefaultAsInNode],
  define: { 'process.env.NODE_ENV': '"production"' },
}

/** For programs that run in Node or in a utilityProcess. @type {import('esbuild').BuildOptions} */
const program = {
  ...shared,
  banner: { js: banner },
  define: {
    ...shared.define,
    'import.meta.url': 'importMetaUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
}

/** Bundles the relay, which needs nothing else of the app: one file, its migrations and the worker of calls beside it. */
export async function buildRelay() {
  const { build } = await import('esbuild')
  await build({ ...program, entryPoints: present(relay) })
  cpSync(inRoot('migrations', 'relay'), join(appDir, 'migrations', 'relay'), { recursive: true })
  const worker = join(appDir, basename(workerFile))
  rmSync(worker, { force: true })
  if (existsSync(workerFile)) copyFileSync(workerFile, worker)
}

/** Bundles the shell, the preload and the local node to CommonJS that Node 18 to 24 can run. */
export async function buildPrograms() {
  const { build } = await import('esbuild')
  await build({ ...program, entryPoints: present(nodeSide) })
  await build({ ...shared, entryPoints: present(preload) })
  // esbuild escapes letters in strings, but not in regular expressions.
  for (const output of outputsOf(nodeSide))
    if (/[^\0-\xff]/.test(readFileSync(inRoot(output), 'utf8')))
      throw new SetUpError(
        `${output} holds a letter beyond Latin-1: write it as \\u… where it stands in a regular expression.`,
      )
  const missing = Object.keys({ ...nodeSide, ...preload }).filter((source) => !existsSync(inRoot(source)))
  if (missing.length > 0) throw new SetUpError(`The app is incomplete: ${missing.join(', ')} is not there.`)
}

/** @param {string} name @returns {string} the path of a bundle */
export const bundle = (name) => join(appDir, `${name}.cjs`)
