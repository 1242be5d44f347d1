import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { checkBatch, readBatchHead } from '../../adapters/oplog/batch.js'
import { pagedBatchOverhead } from '../../adapters/oplog/page.js'
import { maximumBatchBytes, type PushReceipt } from '../../core/sync/protocol.js'
import { deviceOf } from '../caller.js'
import type { KnownDevice } from '../devices.js'
import { Refused, refused } from '../refusal.js'
import type { Relay } from '../relay.js'
import { readPage, readPageBytes } from '../store/pages.js'
import { takeRoom } from '../take-room.js'

/** `own=0` leaves out what the asking device wrote itself. */
const PullQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  own: z.enum(['0', '1']).default('1'),
})

/** Push, pull and live: the log of a tenant. */
export function openLogRoutes(app: FastifyInstance, relay: Relay): void {
  app.post('/v1/batches', { bodyLimit: maximumBatchBytes, onRequest: takeRoom(relay) }, (call) =>
    push(relay, deviceOf(call), call.body),
  )
  app.get('/v1/batches', async (call, reply) => {
    const { tenant, device } = deviceOf(call)
    const { after, own } = PullQuery.parse(call.query)
    const except = own === '0' ? device : null
    const { places, cursor, reached } = await readPage(relay.database, tenant, after, maximumBatchBytes, except)
    return reply
      .header('content-type', 'application/octet-stream')
      .header(
        'content-length',
        places.reduce((sum, { bytes }) => sum + bytes + pagedBatchOverhead, 0),
      )
      .header('x-cursor', cursor)
      .header('x-reached', reached)
      .send(Readable.from(readPageBytes(relay.database, tenant, places, except), { objectMode: false }))
  })
  app.get('/v1/live', { websocket: true }, (socket, call) => relay.live.join(deviceOf(call), socket))
}

async function push(relay: Relay, by: KnownDevice, body: unknown): Promise<PushReceipt> {
  if (!(body instanceof Uint8Array)) throw refused('MALFORMED', 'A batch is sent as application/octet-stream.')
  const { tenant, device } = readBatchHead(body)
  if (tenant !== by.tenant || device !== by.device)
    throw refused('FORBIDDEN', 'A device pushes its own ops into its own clinic, nothing else.')
  const { head, ops } = checkBatch(body, by.key)
  const outcome = await relay.pushes.add({ head, bytes: body }, body.length)
  if (!outcome.isAccepted) throw new Refused(outcome.refusal)
  relay.metrics.pushedOps.inc(ops.length)
  relay.metrics.pushedBytes.inc(body.length)
  return outcome.receipt
}
