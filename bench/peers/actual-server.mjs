import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Actual's sync server on a folder of its own; the port is the third argument. */
const [, , peer = '', folder = '', port = ''] = process.argv
for (const name of ['server-files', 'user-files']) mkdirSync(join(folder, name), { recursive: true })
Object.assign(process.env, {
  ACTUAL_DATA_DIR: folder,
  ACTUAL_PORT: port,
  ACTUAL_HOSTNAME: '127.0.0.1',
  NODE_ENV: 'production',
})
process.on('disconnect', () => process.exit(0))
const server = createRequire(join(peer, 'package.json')).resolve('@actual-app/sync-server/package.json')
await import(pathToFileURL(join(server, '..', 'build', 'app.js')).href)
