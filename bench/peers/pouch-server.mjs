import { createRequire } from 'node:module'
import { join } from 'node:path'
import { answer } from './answer.mjs'

/** express-pouchdb over LevelDB. */
const [, , peer = '', folder = ''] = process.argv
const require = createRequire(join(peer, 'package.json'))
const PouchDB = require('pouchdb')
const app = require('express')()
let bytes = 0
app.use((/** @type {any} */ request, /** @type {any} */ reply, /** @type {() => void} */ next) => {
  const [read, written] = [request.socket.bytesRead, request.socket.bytesWritten]
  reply.on('finish', () => {
    bytes += Number(request.headers['content-length'] ?? 0) + request.socket.bytesWritten - written
    void read
  })
  next()
})
app.use(
  '/',
  require('express-pouchdb')(PouchDB.defaults({ prefix: `${folder}/` }), {
    mode: 'minimumForPouchDB',
    logPath: join(folder, 'log.txt'),
    inMemoryConfig: true,
  }),
)
const server = app.listen(0, '127.0.0.1')
answer({
  url: () => `http://127.0.0.1:${server.address().port}`,
  bytes: () => bytes,
})
