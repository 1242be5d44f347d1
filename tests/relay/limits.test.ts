import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { openTestRelay } from '../support/relay.js'
import { onBothStores } from '../support/stores.js'
import { foundClinic } from '../support/sync-device.js'

onBothStores('limits', (newHome) => {
  it('a device that sent its hour waits for the next, and the others go on', async () => {
    let nowMs = Date.now()
    const relay = await openTestRelay(await newHome(), { nowMs: () => nowMs, quotas: { deviceBytesPerHour: 50_000 } })
    const first = await foundClinic(relay.url)
    const second = await first.enroll()
    await first.send(1, 30_000)
    nowMs += 10 * 60_000
    first.write(1, 30_000)
    const refusal = await first.push(first.batch(2, 1))
    expect([refusal.status, refusal.code, refusal.headers.get('retry-after')]).toEqual([429, 'QUOTA', '3000'])
    const chunk = await first.call('PUT', `/v1/blobs/${'a'.repeat(64)}/chunks/0`, randomBytes(30_000))
    expect(chunk.code).toBe('QUOTA')
    expect((await second.send(1, 30_000)).cursor).toBe(2)
    nowMs += 50 * 60_000
    await first.signIn()
    expect((await first.push(first.batch(2, 1))).code).toBe('OK')
    await relay.close()
  })

  it('a full tenant is refused, batches and files together, and another is not', async () => {
    const relay = await openTestRelay(await newHome(), { quotas: { tenantBytes: 50_000 } })
    const [full, other] = [await foundClinic(relay.url), await foundClinic(relay.url)]
    await full.send(1, 20_000)
    await full.call('PUT', `/v1/blobs/${'a'.repeat(64)}/chunks/0`, randomBytes(20_000))
    full.write(1, 20_000)
    expect((await full.push(full.batch(2, 1))).code).toBe('QUOTA')
    expect((await other.send(1, 20_000)).cursor).toBe(1)
    // The part was not what its hash names: its room comes back.
    await full.call('POST', `/v1/blobs/${'a'.repeat(64)}`, { bytes: 20_000, chunks: 1 })
    expect((await full.push(full.batch(2, 1))).code).toBe('OK')
    await relay.close()
  })

  it('who asks too often in a minute is told when to come back', async () => {
    const relay = await openTestRelay(await newHome(), { requestsPerMinute: 5, strangerRequestsPerMinute: 20 })
    const device = await foundClinic(relay.url)
    const codes: string[] = []
    for (let asked = 0; asked < 7; asked += 1) codes.push((await device.call('GET', '/v1/batches')).code)
    expect(codes).toEqual([...Array(5).fill('OK'), 'TOO_MANY', 'TOO_MANY'])
    const refusal = await device.call('GET', '/v1/directory')
    expect(refusal.status).toBe(429)
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0)
    await relay.close()
  })

  it('numbers are for this machine or for who has the token; health is for all', async () => {
    const relay = await openTestRelay(await newHome(), { metricsToken: 'numbers', isBehindProxy: true })
    const device = await foundClinic(relay.url)
    await device.send(3)
    device.token = ''
    expect((await device.call('GET', '/metrics')).code).toBe('UNAUTHORIZED')
    const { bytes } = await device.call('GET', '/metrics', undefined, { authorization: 'Bearer numbers' })
    expect(String(Buffer.from(bytes))).toContain('medichain_relay_pushed_ops_total 3')
    expect(String(Buffer.from(bytes))).not.toContain(device.tenant)
    expect([(await device.call('GET', '/healthz')).code, (await device.call('GET', '/readyz')).code]).toEqual([
      'OK',
      'OK',
    ])
    await relay.close()
  })
})
