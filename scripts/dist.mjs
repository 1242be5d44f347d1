/**
 * `npm run dist`: an unpacked app and a tar.gz in dist/, then a start of the result. `--all` makes every kind that
 * electron-builder.yml names for this platform, on a machine that reaches release hosts. `--fallback-runtime` packages
 * the development runtime where the pinned Electron is out of reach; the result says that it is not for release.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { checkPackagedApp } from './packaging/smoke.mjs'
import { stageApp } from './packaging/stage.mjs'
import { cachedRuntime } from './setup/electron-cache.mjs'
import { installedRuntime } from './setup/electron-runtime.mjs'
import { oneAtATime } from './setup/lock.mjs'
import { inRoot } from './setup/places.mjs'
import { main, SetUpError } from './setup/report.mjs'
import { setUp } from './setup/set-up.mjs'

const notForRelease = (/** @type {string} */ version, /** @type {string} */ pinned) =>
  `NOT FOR RELEASE\n\nThis build runs on Electron ${version}, which no longer gets security fixes. It was made to test\n` +
  `packaging on a machine that cannot fetch Electron ${pinned}, on which MediChain is released. Do not give it to a\n` +
  'clinic, and do not keep the records of real people in it.\n'

function chooseRuntime(/** @type {boolean} */ isFallbackAccepted) {
  const runtime = installedRuntime()
  if (!runtime) throw new SetUpError('There is no Electron to package; run npm run dist again.')
  if (runtime.kind === 'fallback' && !isFallbackAccepted) {
    throw new SetUpError(
      `Not packaged: only the fallback Electron ${runtime.version} is here, which gets no security fixes, and an app on it ` +
        `must not reach a clinic. Run this where Electron ${runtime.pinned} can be fetched; or, to test packaging itself:\n\n` +
        '  npm run dist -- --fallback-runtime\n\nwhich marks everything it makes as not for release.',
    )
  }
  return runtime
}

/** @param {{ kind: string, version: string, pinned: string }} runtime @param {boolean} isEverything */
async function packageApp({ kind, version, pinned }, isEverything) {
  const { build } = await import('electron-builder')
  const output = kind === 'fallback' ? inRoot('dist', 'not-for-release') : inRoot('dist')
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  /** @type {import('electron-builder').Configuration} */
  const config = {
    extends: inRoot('electron-builder.yml'),
    electronVersion: version,
    electronDist: cachedRuntime(/** @type {'official' | 'fallback'} */ (kind)),
    directories: { app: 'build/stage', output, buildResources: 'resources/icons' },
  }
  if (kind === 'fallback') {
    const notice = join(output, 'NOT-FOR-RELEASE.txt')
    writeFileSync(notice, notForRelease(version, pinned))
    config.extraFiles = [{ from: notice, to: 'NOT-FOR-RELEASE.txt' }]
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these in
    config.artifactName = '${productName}-${version}-${os}-${arch}-NOT-FOR-RELEASE.${ext}'
  }
  const kinds = isEverything ? [] : ['dir', ...(process.platform === 'win32' ? ['zip'] : ['tar.gz'])]
  const targets = {
    linux: () => ({ linux: kinds }),
    darwin: () => ({ mac: kinds }),
    win32: () => ({ win: kinds }),
  }[/** @type {'linux' | 'darwin' | 'win32'} */ (process.platform)]()
  await build({ projectDir: inRoot(), config, publish: 'never', ...targets })
  return output
}

await main(async () => {
  const args = process.argv.slice(2)
  const isEverything = args.includes('--all')
  await oneAtATime(async () => {
    await setUp()
    await buildApp()
    stageApp()
  })
  const runtime = chooseRuntime(args.includes('--fallback-runtime'))
  if (runtime.kind === 'fallback') {
    process.env.ELECTRON_BUILDER_7ZIP_PATH ??= inRoot('scripts', 'packaging', 'gzip-as-7za.mjs')
  }
  const output = await packageApp(runtime, isEverything)
  await checkPackagedApp(output)
  console.log(`\n  dist    ready in ${output}${runtime.kind === 'fallback' ? ', NOT FOR RELEASE' : ''}`)
  return 0
})
