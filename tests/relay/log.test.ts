import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkBatch, encodeBatch, readBatchHead } from '../../adapters/oplog/batch.js'
import { newSigningKey, signWords, verifyingKeyOf } from '../../adapters/oplog/signing.js'
import { batchWords, RelayRefusal } from '../../core/sync/protocol.js'
import { openTestRelay, type RelayHome } from '../support/relay.js'
import { onBothStores } from '../support/stores.js'
import { foundClinic, SyncDevice, zeros } from '../support/sync-device.js'

onBothStores('the log', (newHome) => {
  let home: RelayHome
  let relay: Awaited<ReturnType<typeof openTestRelay>>
  beforeAll(async () => {
    home = await newHome()
    relay = await openTestRelay(home)
  })
  afterAll(async () => {
    await relay.close()
    expect(relay.defects).toEqual([])
  })

  it('gives every device what one pushed, byte for byte and in order', async () => {
    const first = await foundClinic(relay.url)
    const second = await first.enroll()
    first.write(30)
    expect((await first.push(first.batch(1, 10))).json()).toEqual({
      cursor: 1,
      head: { seq: 10, hash: first.hashAt(10) },
    })
    await first.push(first.batch(11, 20))
    await second.send(3)
    const { entries, cursor, reached } = await second.pull()
    expect([cursor, reached, entries.map((entry) => entry.cursor)]).toEqual([3, 3, [1, 2, 3]])
    expect(Buffer.from(entries[0]?.batch ?? [])).toEqual(Buffer.from(first.batch(1, 10)))
    const { ops } = checkBatch(entries[1]?.batch ?? new Uint8Array(), verifyingKeyOf(first.signingKey))
    expect(ops.map(({ head }) => head.seq)).toEqual(Array.from({ length: 20 }, (_, index) => 11 + index))
    expect((await second.pull(2)).entries).toHaveLength(1)
    const others = await second.pull(0, '&own=0')
    expect([others.entries.length, others.cursor, others.reached]).toEqual([2, 3, 3])
    expect((await second.pull(3)).entries).toEqual([])
  })

  it('answers a repeated push with where the device stands, and stores nothing twice', async () => {
    const device = await foundClinic(relay.url)
    await device.send(5)
    const again = await device.push(device.batch(1, 5))
    expect([again.status, again.code]).toEqual([409, 'WRONG_HEAD'])
    expect(RelayRefusal.parse(again.json()).head).toEqual({ seq: 5, hash: device.head })
    expect((await device.pull()).entries).toHaveLength(1)
  })

  it('refuses a gap, a fork and an overlap', async () => {
    const device = await foundClinic(relay.url)
    await device.send(5)
    device.write(10)
    expect((await device.push(device.batch(7, 3))).code).toBe('WRONG_HEAD')
    expect((await device.push(device.batch(4, 4))).code).toBe('WRONG_HEAD')
    const twin = new SyncDevice(relay.url, device.tenant)
    Object.assign(twin, { id: device.id, key: device.key, token: device.token })
    twin.write(6)
    const fork = await twin.push(twin.batch(6, 1))
    expect([fork.code, RelayRefusal.parse(fork.json()).head?.hash]).toEqual(['WRONG_HEAD', device.hashAt(5)])
    expect((await device.push(device.batch(6, 10))).code).toBe('OK')
  })

  it('refuses a bad signature, changed ops and a wrong link inside a batch', async () => {
    const device = await foundClinic(relay.url)
    device.write(4)
    const good = device.batch(1, 4)
    const head = readBatchHead(good)
    const signature = signWords(newSigningKey().key, batchWords(head))
    expect((await device.push(encodeBatch({ ...head, signature }, device.ops))).code).toBe('BAD_SIGNATURE')
    expect((await device.push(encodeBatch(head, [...device.ops].reverse()))).code).toBe('MALFORMED')
    const unchained = new SyncDevice(relay.url, device.tenant)
    Object.assign(unchained, { id: device.id, key: device.key, token: device.token })
    unchained.write(2)
    const [one, two] = unchained.ops
    if (one && two)
      unchained.ops[1] = { ...two, header: Buffer.from(String(two.header).replace(unchained.hashAt(1), zeros)) }
    expect((await unchained.push(unchained.batch(1, 2))).code).toBe('MALFORMED')
    expect((await device.push(new Uint8Array([1, 2, 3]))).code).toBe('MALFORMED')
    expect((await device.push(good)).code).toBe('OK')
  })

  it("refuses another tenant's and another device's batch", async () => {
    const [here, there] = [await foundClinic(relay.url), await foundClinic(relay.url)]
    const colleague = await here.enroll()
    there.write(1)
    expect((await here.push(there.batch(1, 1))).code).toBe('FORBIDDEN')
    colleague.write(1)
    expect((await here.push(colleague.batch(1, 1))).code).toBe('FORBIDDEN')
    expect((await there.pull()).cursor).toBe(0)
  })

  it('refuses an op above 1 MiB and a batch above 8 MiB, and takes what is just below', async () => {
    const device = await foundClinic(relay.url)
    device.write(1, 1_048_577)
    expect((await device.push(device.batch(1, 1))).code).toBe('TOO_LARGE')
    device.ops.length = 0
    device.write(9, 1_000_000)
    const refusal = await device.push(device.batch(1, 9))
    expect([refusal.status, refusal.code]).toEqual([413, 'TOO_LARGE'])
    expect((await device.push(device.batch(1, 8))).code).toBe('OK')
    await device.push(device.batch(9, 1))
    const { entries, reached, cursor } = await device.pull()
    expect([entries.length, reached, cursor]).toEqual([1, 1, 2])
    expect((await device.pull(reached)).entries).toHaveLength(1)
  })

  it('lets many devices push at once, in one order for all, each op once', async () => {
    const first = await foundClinic(relay.url)
    const devices = [first]
    for (let more = 0; more < 7; more += 1) devices.push(await first.enroll())
    await Promise.all(
      devices.map(async (device) => {
        for (let round = 0; round < 10; round += 1) await device.send(3)
      }),
    )
    const { entries, cursor } = await first.pull()
    expect(entries.map((entry) => entry.cursor)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    expect(cursor).toBe(80)
    for (const device of devices) {
      const own = entries.map(({ batch }) => readBatchHead(batch)).filter((head) => head.device === device.id)
      expect(own.map(({ fromSeq }) => fromSeq)).toEqual(Array.from({ length: 10 }, (_, index) => 1 + 3 * index))
    }
  })

  it('wakes waiting devices within a second, and not the one that wrote', async () => {
    const first = await foundClinic(relay.url)
    const second = await first.enroll()
    const [ear, own] = [second.listen(), first.listen()]
    await Promise.all([ear.hears(({ type }) => type === 'cursor'), own.hears(({ type }) => type === 'cursor')])
    const startedAt = performance.now()
    const { cursor } = await first.send(1)
    await ear.hears((message) => message.type === 'cursor' && message.cursor === cursor)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(own.messages.filter((message) => message.type === 'cursor' && message.cursor === cursor)).toEqual([])
    ear.close()
    own.close()
  })

  it('brings small changes to waiting devices by itself, and only tells of large ones', async () => {
    const first = await foundClinic(relay.url)
    const second = await first.enroll()
    await first.send(1)
    const ear = second.listen()
    const { cursor: before } = (await ear.hears(({ type }) => type === 'cursor')) as { cursor: number }
    const { cursor } = await first.send(2)
    await ear.hears((message) => message.type === 'cursor' && message.cursor === cursor)
    const pulled = await second.pull(before)
    expect(ear.brought).toEqual([{ after: before, entries: pulled.entries }])
    first.write(3, 100_000)
    const large = (await first.push(first.batch(4, 6))).code
    expect(large).toBe('OK')
    await ear.hears((message) => message.type === 'cursor' && message.cursor === cursor + 1)
    expect(ear.brought).toHaveLength(1)
    ear.close()
  })

  it('remembers everything when it starts again', async () => {
    const device = await foundClinic(relay.url)
    await device.send(4)
    await relay.close()
    relay = await openTestRelay(home)
    device.url = relay.url
    // A token of the process before is good here too: the secret is the relay's, not the process'.
    expect((await device.pull()).cursor).toBe(1)
    expect((await device.send(2)).head.seq).toBe(6)
  })
})
