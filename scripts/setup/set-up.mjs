import { fileURLToPath } from 'node:url'
import { setUpDependencies } from './dependencies.mjs'
import { setUpElectron } from './electron-runtime.mjs'
import { setUpMediasoupWorker } from './mediasoup-worker.mjs'
import { main, SetUpError } from './report.mjs'
import { setUpSystemLibraries } from './system-libraries.mjs'

/**
 * Everything that `npm ci` alone does not do, and `npm ci` itself; idempotent, and quick when nothing is missing.
 * Uses nothing but Node, because it runs before anything is installed.
 * @param {{ isWindowNeeded?: boolean }} [needs]
 */
export async function setUp({ isWindowNeeded = true } = {}) {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 20) throw new SetUpError(`MediChain needs Node 20 or later to build; this is ${process.version}.`)
  await setUpDependencies()
  await setUpMediasoupWorker()
  if (!isWindowNeeded) return
  await setUpElectron()
  await setUpSystemLibraries()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { oneAtATime } = await import('./lock.mjs')
  await main(() => oneAtATime(async () => void (await setUp())))
}
