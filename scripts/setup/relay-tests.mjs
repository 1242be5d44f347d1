/** Before the relay's tests: the relay's program, which they start and kill, the worker of calls, and PostgreSQL's links. */
import { buildRelayProgram } from '../build.mjs'
import { setUpEmbeddedPostgres } from './embedded-postgres.mjs'
import { oneAtATime } from './lock.mjs'
import { setUpMediasoupWorker } from './mediasoup-worker.mjs'

export async function setup() {
  await oneAtATime(async () => {
    await setUpEmbeddedPostgres()
    await setUpMediasoupWorker()
    await buildRelayProgram()
  })
}
