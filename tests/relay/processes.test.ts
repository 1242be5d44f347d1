import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBatchHead } from '../../adapters/oplog/batch.js'
import { startPostgres, type TestPostgres } from '../support/postgres.js'
import { type PushLog, pushUntil } from '../support/pusher.js'
import { newRelayHome, startRelayProcess } from '../support/relay.js'
import { foundClinic } from '../support/sync-device.js'

describe('two relays on one PostgreSQL', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  async function startTwo() {
    const home = await newRelayHome(postgres)
    // Both at once, on an empty database: one migrates, the other waits for it.
    const [one, two] = await Promise.all([startRelayProcess(home), startRelayProcess(home)])
    const first = await foundClinic(one.url)
    const second = await first.enroll()
    second.url = two.url
    const stop = async () => {
      await Promise.all([one.kill('SIGTERM'), two.kill('SIGTERM')])
      home.remove()
    }
    return { one, two, first, second, stop }
  }

  it('share tokens, wake each others devices within a second, and revoke on both', async () => {
    const { first, second, stop } = await startTwo()
    const ear = second.listen()
    await ear.hears(({ type }) => type === 'cursor')
    const startedAt = performance.now()
    const { cursor } = await first.send(2)
    await ear.hears((message) => message.type === 'cursor' && message.cursor === cursor)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await first.call('POST', '/v1/revocations', first.revocation(second, 2, [first]))
    expect(await ear.closed).toBe(4403)
    second.write(1)
    expect((await second.push(second.batch(1, 1))).code).toBe('DEVICE_REVOKED')
    await stop()
  })

  it('take one batch once when a device sends it to both', async () => {
    const { one, two, first, stop } = await startTwo()
    for (let round = 0; round < 20; round += 1) {
      first.write(2)
      const batch = first.batch(first.ops.length - 1, 2)
      const answers = await Promise.all(
        [one.url, two.url].map((url) => Object.assign(Object.create(first) as typeof first, { url }).push(batch)),
      )
      expect(answers.map(({ code }) => code).sort()).toEqual(['OK', 'WRONG_HEAD'])
    }
    expect((await first.pull()).entries).toHaveLength(20)
    await stop()
  })

  it('go on when one is killed: its devices turn to the other, and nothing is lost or doubled', async () => {
    const { one, two, first, second, stop } = await startTwo()
    const logs = [first, second].map((): PushLog => ({ acknowledged: 0, retries: 0, lost: [] }))
    let isOver = false
    const pushing = [first, second].map((device, index) =>
      pushUntil(
        device,
        () => isOver,
        4,
        logs[index] ?? { acknowledged: 0, retries: 0, lost: [] },
        index === 0 ? [one.url, two.url] : [two.url],
      ),
    )
    await sleep(400)
    await one.kill('SIGKILL')
    const atKill = logs.map(({ acknowledged }) => acknowledged)
    await sleep(600)
    isOver = true
    await Promise.all(pushing)
    for (const [index, log] of logs.entries()) {
      expect(log.lost).toEqual([])
      expect(log.acknowledged).toBeGreaterThan(atKill[index] ?? 0)
    }
    first.url = two.url
    const heads: { device: string; fromSeq: number; count: number }[] = []
    for (let after = 0, end = 1; after < end; ) {
      const page = await first.pull(after)
      heads.push(...page.entries.map(({ batch }) => readBatchHead(batch)))
      ;[after, end] = [page.reached, page.cursor]
    }
    for (const [index, device] of [first, second].entries()) {
      const own = heads.filter((head) => head.device === device.id)
      expect(own.map(({ fromSeq }) => fromSeq)).toEqual(own.map((_, at) => 1 + 4 * at))
      expect(own.length * 4).toBeGreaterThanOrEqual(logs[index]?.acknowledged ?? Number.POSITIVE_INFINITY)
    }
    await stop()
  })
})
