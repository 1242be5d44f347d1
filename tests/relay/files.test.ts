import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signWords } from '../../adapters/oplog/signing.js'
import { BlobState, type SnapshotHead, snapshotWords } from '../../core/sync/protocol.js'
import { openTestRelay } from '../support/relay.js'
import { onBothStores } from '../support/stores.js'
import { foundClinic, type SyncDevice } from '../support/sync-device.js'

const chunkBytes = 1_048_576
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

onBothStores('encrypted files', (newHome) => {
  let relay: Awaited<ReturnType<typeof openTestRelay>>
  beforeAll(async () => {
    relay = await openTestRelay(await newHome())
  })
  afterAll(async () => {
    await relay.close()
    expect(relay.defects).toEqual([])
  })

  const stateOf = async (device: SyncDevice, hash: string) =>
    BlobState.parse((await device.call('GET', `/v1/blobs/${hash}`)).json())

  async function upload(device: SyncDevice, bytes: Uint8Array): Promise<string> {
    const hash = sha256(bytes)
    const chunks = Math.ceil(bytes.length / chunkBytes)
    for (let index = 0; index < chunks; index += 1)
      await device.call(
        'PUT',
        `/v1/blobs/${hash}/chunks/${index}`,
        bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
      )
    await device.call('POST', `/v1/blobs/${hash}`, { bytes: bytes.length, chunks })
    return hash
  }

  function announcement(device: SyncDevice, blob: string, bytes: number, atCursor: number): SnapshotHead {
    const unsigned = {
      blob,
      bytes,
      atCursor,
      heads: [{ device: device.id, seq: device.ops.length, hash: device.head }],
    }
    const signature = signWords(device.key, snapshotWords({ ...unsigned, device: device.id }))
    return { ...unsigned, device: device.id, signature }
  }

  it('go up in parts, go on where they stopped, and come down whole', async () => {
    const device = await foundClinic(relay.url)
    const bytes = randomBytes(2 * chunkBytes + 77)
    const hash = sha256(bytes)
    const put = (index: number) =>
      device.call(
        'PUT',
        `/v1/blobs/${hash}/chunks/${index}`,
        bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
      )
    const finish = () => device.call('POST', `/v1/blobs/${hash}`, { bytes: bytes.length, chunks: 3 })
    expect(await stateOf(device, hash)).toEqual({ hash, isComplete: false, bytes: 0, chunks: [] })
    await put(2)
    await put(0)
    expect(await stateOf(device, hash)).toEqual({ hash, isComplete: false, bytes: chunkBytes + 77, chunks: [0, 2] })
    expect((await finish()).code).toBe('NOT_FOUND')
    await put(1)
    await put(1)
    expect((await finish()).code).toBe('OK')
    expect((await finish()).code).toBe('OK')
    await device.call('PUT', `/v1/blobs/${hash}/chunks/3`, new Uint8Array([1]))
    expect((await stateOf(device, hash)).chunks).toEqual([0, 1, 2])
    const parts: Uint8Array[] = []
    for (const index of [0, 1, 2]) parts.push((await device.call('GET', `/v1/blobs/${hash}/chunks/${index}`)).bytes)
    expect(sha256(Buffer.concat(parts))).toBe(hash)
  })

  it('are refused and forgotten when they are not what their hash names', async () => {
    const device = await foundClinic(relay.url)
    const hash = sha256(randomBytes(8))
    await device.call('PUT', `/v1/blobs/${hash}/chunks/0`, randomBytes(50))
    expect((await device.call('POST', `/v1/blobs/${hash}`, { bytes: 50, chunks: 1 })).code).toBe('MALFORMED')
    expect((await stateOf(device, hash)).chunks).toEqual([])
    expect((await device.call('PUT', `/v1/blobs/${hash}/chunks/0`, randomBytes(chunkBytes + 1))).code).toBe('TOO_LARGE')
    expect((await device.call('PUT', `/v1/blobs/${hash}/chunks/4096`, randomBytes(1))).code).toBe('MALFORMED')
  })

  it('belong to their tenant alone', async () => {
    const [here, there] = [await foundClinic(relay.url), await foundClinic(relay.url)]
    const hash = await upload(here, randomBytes(100))
    expect((await stateOf(there, hash)).isComplete).toBe(false)
    expect((await there.call('GET', `/v1/blobs/${hash}/chunks/0`)).code).toBe('NOT_FOUND')
  })

  it('carry snapshots: signed, not ahead of the log, newer ones replace older ones', async () => {
    const device = await foundClinic(relay.url)
    expect((await device.call('GET', '/v1/snapshot')).code).toBe('NOT_FOUND')
    for (let sent = 0; sent < 5; sent += 1) await device.send(2)
    const files = [randomBytes(100), randomBytes(200), randomBytes(300)]
    const [a = '', b = '', c = ''] = await Promise.all(files.map((bytes) => upload(device, bytes)))
    const put = (head: object) => device.call('PUT', '/v1/snapshot', head)
    expect((await put(announcement(device, sha256(randomBytes(1)), 100, 2))).code).toBe('NOT_FOUND')
    expect((await put(announcement(device, a, 100, 6))).code).toBe('MALFORMED')
    const forged = { ...announcement(device, a, 100, 2), atCursor: 3 }
    expect((await put(forged)).code).toBe('BAD_SIGNATURE')
    const first = announcement(device, a, 100, 2)
    expect((await put(first)).code).toBe('OK')
    expect((await put(first)).code).toBe('OK')
    expect((await put(announcement(device, b, 200, 3))).code).toBe('OK')
    expect((await put(announcement(device, a, 100, 3))).code).toBe('STALE')
    const newest = announcement(device, c, 300, 5)
    expect((await put(newest)).code).toBe('OK')
    expect((await device.call('GET', '/v1/snapshot')).json()).toEqual(newest)
    // The one before may still be loading somewhere; the one before that has gone.
    expect((await stateOf(device, b)).isComplete).toBe(true)
    expect((await stateOf(device, a)).isComplete).toBe(false)
  })
})
