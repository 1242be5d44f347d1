import { usualTimings } from '../node/sync/parts.js'
import { meet, Scene, type Workstation } from '../tests/sync/workstations.js'
import { check, type Figure, median, ratios, timed } from './support/figure.js'
import { installPeer, PeerProcess } from './support/peers.js'
import { countPatients, plantPatients } from './support/plant-patients.js'
import { startBenchRelay } from './support/relay.js'
import { measureAll } from './support/report.js'

const bodyBytes = 500
const liveOps = 40
const longMs = 300_000

await measureAll(async (settings) => {
  const documents = settings.size === 'quick' ? 2_000 : 10_000
  const peer = installPeer('pouch')
  const server = new PeerProcess('pouch-server.mjs', peer)
  const devices = new PeerProcess('pouch-devices.mjs', peer)
  const floor = { push: [] as number[], pull: [] as number[], live: [] as number[] }
  const ours = { push: [] as number[], pull: [] as number[], live: [] as number[] }
  const wire: string[] = []
  try {
    const url = await server.ask<string>('url')
    for (let round = 0; round < settings.rounds; round += 1) {
      await devices.ask('fill', url, round, documents, bodyBytes)
      const before = await server.ask<number>('bytes')
      const push = await devices.ask<{ ms: number; count: number }>('push')
      const bytes = (await server.ask<number>('bytes')) - before
      const pull = await devices.ask<{ ms: number; count: number; isSame: boolean }>('pull')
      check(push.count === documents && pull.count === documents && pull.isSame, 'PouchDB brought all documents over')
      floor.push.push(push.ms)
      floor.pull.push(pull.ms)
      floor.live.push(median(await devices.ask<number[]>('live', liveOps)))
      const made = await replicate(documents)
      for (const figure of ['push', 'pull', 'live'] as const) ours[figure].push(made[figure])
      wire.push(`${(bytes / documents).toFixed(0)} → ${made.bytesPerOp.toFixed(0)}`)
    }
  } finally {
    await devices.close()
    await server.close()
  }
  const words = `${documents.toLocaleString('en')} documents of ${bodyBytes} bytes`
  const shared = {
    unit: 'ms' as const,
    checked: [`${documents} documents on both devices, the same state hash on both sides, every op sealed and signed`],
    notes: [`bytes on the wire for each op of a push, PouchDB → ours: ${wire.join(', ')}`],
  }
  const figure = (what: 'push' | 'pull' | 'live', title: string, times: number): Figure => ({
    id: `replicate-${what}`,
    title,
    goal: `at least ${times} × as fast as PouchDB 9 with express-pouchdb 4.2, which commits nothing durably`,
    ...shared,
    floor: { name: 'PouchDB', rounds: floor[what] },
    ours: { name: 'ours', rounds: ours[what] },
    measured: { name: 'faster', unit: '×', rounds: ratios(floor[what], ours[what]) },
    limit: { atLeast: times },
  })
  return [
    figure('push', `${words} pushed through the relay`, 8),
    figure('pull', `${words} pulled, verified, opened and applied to the other device's tables and indexes`, 5),
    figure('live', 'One record, from the save here until it is shown there', 10),
  ]
})

/** Two whole workstations and a relay in a process of its own; the second is away while the first works and pushes. */
async function replicate(documents: number) {
  const relay = await startBenchRelay('sqlcipher')
  // As production does; what is not said by an event is said by nobody during the measurement.
  const scene = new Scene(usualTimings)
  try {
    const { first } = await scene.clinic({ url: relay.url, fingerprint: null })
    const second = await scene.joined(first, 'Room 2')
    await meet([first, second])
    await second.close()
    const before = await pushed(relay.url)
    plantPatients(first, documents)
    const push = await timed(() => first.until(async () => (await first.status()).waitingOps === 0, longMs))
    const after = await pushed(relay.url)
    await second.restart()
    const pull = await timed(async () => {
      await second.signIn()
      await second.until(() => countPatients(second) === documents, longMs)
    })
    await meet([first, second])
    check(second.hash() === first.hash(), 'both workstations have the same state')
    check(countPatients(second) === documents, 'all documents are rows of the second workstation')
    const live = await timeLive(first, second)
    check(second.hash() === first.hash(), 'both workstations still have the same state')
    const bytesPerOp = (after.bytes - before.bytes) / (after.ops - before.ops)
    return { push, pull, live, bytesPerOp }
  } finally {
    await scene.close()
    await relay.close()
  }
}

async function timeLive(first: Workstation, second: Workstation): Promise<number> {
  for (const workstation of [first, second])
    await workstation.until(async () => (await workstation.status()).relay === 'connected')
  const times: number[] = []
  for (let made = 0; made < liveOps; made += 1) {
    times.push(
      await timed(async () => {
        const id = await first.register(`Live ${made}`)
        // By its key: looking through all names would be measured with it.
        await second.until(() => second.hasRecord(id))
      }),
    )
  }
  return median(times)
}

/** What the relay has taken so far, by its own count. */
async function pushed(url: string): Promise<{ ops: number; bytes: number }> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const read = (name: string) => Number(new RegExp(`^medichain_relay_${name}_total (\\d+)`, 'm').exec(text)?.[1])
  return { ops: read('pushed_ops'), bytes: read('pushed_bytes') }
}
