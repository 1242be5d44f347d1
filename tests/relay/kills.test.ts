import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { checkBatch } from '../../adapters/oplog/batch.js'
import { verifyingKeyOf } from '../../adapters/oplog/signing.js'
import { type PushLog, pushUntil } from '../support/pusher.js'
import { startRelayProcess } from '../support/relay.js'
import { onBothStores } from '../support/stores.js'
import { foundClinic, type SyncDevice } from '../support/sync-device.js'

/** `npm run test:deep` kills a hundred times. */
const kills = process.env.MEDICHAIN_DEEP ? 100 : 8
const timeoutMs = kills * 6_000

/** Everything that the relay has, by device, as seqs; every batch checked. */
async function storedSeqs(reader: SyncDevice, devices: readonly SyncDevice[]): Promise<Map<string, number[]>> {
  const seqs = new Map<string, number[]>(devices.map(({ id }) => [id, []]))
  let [after, last] = [0, 0]
  do {
    const page = await reader.pull(after)
    for (const { cursor, batch } of page.entries) {
      expect(cursor).toBe(last + 1)
      last = cursor
      const { device } = JSON.parse(Buffer.from(batch.subarray(4, 4 + Buffer.from(batch).readUInt32BE())).toString())
      const author = devices.find(({ id }) => id === device)
      if (!author) throw new Error('A batch of nobody.')
      for (const { head, hash } of checkBatch(batch, verifyingKeyOf(author.signingKey)).ops) {
        expect(Buffer.from(hash).toString('hex')).toBe(author.hashAt(head.seq))
        seqs.get(device)?.push(head.seq)
      }
    }
    after = page.reached
    if (after >= page.cursor) break
  } while (after > 0)
  return seqs
}

function expectNothingLostOrDoubled(
  seqs: Map<string, number[]>,
  devices: readonly SyncDevice[],
  logs: readonly PushLog[],
) {
  for (const [index, device] of devices.entries()) {
    const stored = seqs.get(device.id) ?? []
    expect(stored).toEqual(Array.from({ length: stored.length }, (_, at) => at + 1))
    expect(stored.length).toBeGreaterThanOrEqual(logs[index]?.acknowledged ?? Number.POSITIVE_INFINITY)
    expect(logs[index]?.lost).toEqual([])
  }
}

onBothStores('a relay that is killed', (newHome) => {
  it(
    `loses nothing that it acknowledged and doubles nothing, in ${kills} kills amid pushes`,
    async () => {
      const home = await newHome()
      let relay = await startRelayProcess(home)
      const port = Number(new URL(relay.url).port)
      const first = await foundClinic(relay.url)
      const devices = [first, await first.enroll(), await first.enroll()]
      const logs = devices.map((): PushLog => ({ acknowledged: 0, retries: 0, lost: [] }))
      let isOver = false
      const pushing = devices.map((device, index) =>
        pushUntil(device, () => isOver, 1 + 3 * index, logs[index] ?? { acknowledged: 0, retries: 0, lost: [] }),
      )
      for (let killed = 0; killed < kills; killed += 1) {
        const before = logs.reduce((sum, log) => sum + log.acknowledged, 0)
        // Each relay takes some pushes before it dies, at an instant that nobody chose.
        while (logs.reduce((sum, log) => sum + log.acknowledged, 0) === before) await sleep(5)
        await sleep(Math.random() * 60)
        await relay.kill('SIGKILL')
        relay = await startRelayProcess(home, port)
      }
      isOver = true
      await Promise.all(pushing)
      expectNothingLostOrDoubled(await storedSeqs(first, devices), devices, logs)
      expect(await relay.kill('SIGTERM')).toBe(0)
    },
    timeoutMs,
  )
})
