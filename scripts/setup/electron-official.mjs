/**
 * Downloads the pinned Electron and unpacks it into FOLDER; DOWNLOADS is for the archive. A program of its own, so that
 * set-up can end it when the release host neither answers nor refuses.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { electronVersion } from './electron-pins.mjs'
import { inRoot } from './places.mjs'

const [folder, downloads] = process.argv.slice(2)
if (!folder || !downloads) throw new Error('usage: electron-official.mjs FOLDER DOWNLOADS')

const require = createRequire(inRoot('node_modules', 'electron', 'package.json'))
const load = (/** @type {string} */ name) => import(pathToFileURL(require.resolve(name)).href)
const { downloadArtifact } = await load('@electron/get')
const { extract } = await load('@electron-internal/extract-zip')

try {
  const zip = await downloadArtifact({
    version: electronVersion(),
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    cacheRoot: join(downloads, 'cache'),
    tempDirectory: downloads,
    checksums: require('./checksums.json'),
  })
  await extract(zip, { dir: folder })
} catch (error) {
  // One line, for the person who reads set-up's report; `fetch failed` alone would not say which host.
  console.error(error?.cause?.message ?? error?.message ?? error)
  process.exitCode = 1
}
