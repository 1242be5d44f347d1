import { randomBytes, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { freePort } from '../tests/support/app-http.js'
import { check, ratios, timed } from './support/figure.js'
import { installPeer, PeerProcess } from './support/peers.js'
import { foundFleet, Lines, startBenchRelay } from './support/relay.js'
import { measure } from './support/report.js'

/** Both take so many ops in one request. */
const opsInPush = 200
const bodyBytes = 500

await measure(async (settings) => {
  const ops = settings.size === 'quick' ? 4_000 : 10_000
  const floor: number[] = []
  const ours: number[] = []
  const actual = await openActual()
  const relay = await startBenchRelay('sqlcipher')
  const lines = new Lines(relay.url)
  try {
    const [device] = await foundFleet(relay.url, 1)
    if (!device) throw new Error('There is no device.')
    for (let round = -1; round < settings.rounds; round += 1) {
      const count = round < 0 ? opsInPush : ops
      const requests = actual.prepare(count)
      const from = device.ops.length + 1
      device.write(count, bodyBytes)
      const batches = Array.from({ length: count / opsInPush }, (_, at) =>
        device.batch(from + at * opsInPush, opsInPush),
      )
      const theirs = await timed(async () => {
        for (const request of requests) await actual.push(request)
      })
      const own = await timed(async () => {
        for (const batch of batches) await lines.push(device.token, batch)
      })
      if (round < 0) continue
      floor.push((count / theirs) * 1_000)
      ours.push((count / own) * 1_000)
    }
    const all = opsInPush + settings.rounds * ops
    check((await actual.count()) === all, "every message is in Actual's store")
    const { heads } = (await device.call('GET', '/v1/directory')).json() as { heads: { seq: number; hash: string }[] }
    check(heads[0]?.seq === all && heads[0].hash === device.head, "the relay's head is the device's")
  } finally {
    lines.close()
    await relay.close()
    await actual.close()
  }
  return {
    id: 'relay-actual',
    title: `Ops of ${bodyBytes} bytes a second that one device pushes, ${opsInPush} in a request`,
    goal: "at least 2 × Actual's sync server",
    unit: 'ops/s',
    floor: { name: '@actual-app/sync-server 25.6.0, the newest for Node 20', rounds: floor },
    ours: { name: 'ours: signed, chained, verified, durable', rounds: ours },
    measured: { name: 'faster', unit: '×', rounds: ratios(ours, floor) },
    limit: { atLeast: 2 },
    checked: ['both servers had every op at the end'],
    notes: ["both make their requests before the clock runs; Actual's server answers with nothing but its Merkle tree"],
  }
})

/** Actual's server with a budget file, and messages as its clients send them. */
async function openActual() {
  const folder = installPeer('actual')
  const { SyncProtoBuf } = createRequire(join(folder, 'package.json'))('@actual-app/crdt')
  const port = await freePort()
  const process = new PeerProcess('actual-server.mjs', folder, [String(port)])
  const url = `http://127.0.0.1:${port}`
  const json = { 'content-type': 'application/json' }
  await untilThere(`${url}/account/needs-bootstrap`)
  const word = JSON.stringify({ password: 'bench' })
  await fetch(`${url}/account/bootstrap`, { method: 'POST', headers: json, body: word })
  const login = await fetch(`${url}/account/login`, { method: 'POST', headers: json, body: word })
  const { data } = (await login.json()) as { data: { token: string } }
  const fileId = randomUUID()
  const upload = await fetch(`${url}/sync/upload-user-file`, {
    method: 'POST',
    headers: {
      'content-type': 'application/encrypted-file',
      'x-actual-token': data.token,
      'x-actual-file-id': fileId,
      'x-actual-name': 'bench',
      'x-actual-format': '2',
    },
    body: randomBytes(64),
  })
  const { groupId } = (await upload.json()) as { groupId: string }
  let made = 0
  const requestOf = (messages: unknown[], since: string): Uint8Array => {
    const sync = new SyncProtoBuf.SyncRequest()
    sync.setFileid(fileId)
    sync.setGroupid(groupId)
    sync.setSince(since)
    sync.setMessagesList(messages)
    return sync.serializeBinary()
  }
  const send = async (body: Uint8Array): Promise<Uint8Array> => {
    const headers = { 'content-type': 'application/actual-sync', 'x-actual-token': data.token }
    const answer = await fetch(`${url}/sync/sync`, { method: 'POST', headers, body: Buffer.from(body) })
    check(answer.status === 200, `Actual's server takes a push, not answers with ${answer.status}`)
    return new Uint8Array(await answer.arrayBuffer())
  }
  const message = () => {
    const envelope = new SyncProtoBuf.MessageEnvelope()
    made += 1
    envelope.setTimestamp(`${new Date(1_767_000_000_000 + made).toISOString()}-0000-89e5f5a3b5c4d6e7`)
    envelope.setIsencrypted(true)
    envelope.setContent(new Uint8Array(randomBytes(bodyBytes)))
    return envelope
  }
  return {
    // `since` is after all of them, so that none is sent back.
    prepare: (count: number) =>
      Array.from({ length: count / opsInPush }, () =>
        requestOf(Array.from({ length: opsInPush }, message), '2999-01-01T00:00:00.000Z-0000-0000000000000000'),
      ),
    push: (request: Uint8Array) => send(request),
    count: async (): Promise<number> => {
      const all = await send(requestOf([], '1970-01-01T00:00:00.000Z-0000-0000000000000000'))
      return SyncProtoBuf.SyncResponse.deserializeBinary(all).getMessagesList().length
    },
    close: () => process.close(),
  }
}

async function untilThere(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Nobody answers at ${url}.`)
}
