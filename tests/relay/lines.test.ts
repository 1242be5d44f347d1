import { get } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { newRelayHome, openTestRelay, startRelayProcess } from '../support/relay.js'
import { foundClinic, type SyncDevice } from '../support/sync-device.js'
import { startTcpProxy } from '../support/tcp-proxy.js'

async function clinicBehindProxy() {
  const home = await newRelayHome(null)
  const relay = await openTestRelay(home)
  const proxy = await startTcpProxy(relay.port)
  const device = await foundClinic(proxy.url)
  const stop = async () => {
    await proxy.close()
    await relay.close()
    home.remove()
  }
  return { home, relay, proxy, device, stop }
}

describe('bad lines', () => {
  it('a push whose answer is lost is not stored again', async () => {
    const { relay, proxy, device, stop } = await clinicBehindProxy()
    device.write(3)
    proxy.line = 'deaf'
    const lost = device.push(device.batch(1, 3)).catch(() => null)
    const reader = Object.assign(Object.create(device) as SyncDevice, { url: relay.url })
    while ((await reader.pull()).cursor === 0) await sleep(10)
    proxy.cut()
    expect(await lost).toBeNull()
    proxy.line = 'open'
    expect((await device.push(device.batch(1, 3))).code).toBe('WRONG_HEAD')
    expect((await reader.pull()).cursor).toBe(1)
    await stop()
  })

  it('a slow line brings a large batch whole', async () => {
    const { proxy, device, stop } = await clinicBehindProxy()
    proxy.bytesPerSecond = 2_000_000
    device.write(20, 100_000)
    expect((await device.push(device.batch(1, 20))).code).toBe('OK')
    expect((await device.pull()).entries).toHaveLength(1)
    await stop()
  })

  it('a half-open line hurts nobody else', async () => {
    const { relay, proxy, device, stop } = await clinicBehindProxy()
    const ear = device.listen()
    await ear.hears(({ type }) => type === 'cursor')
    proxy.line = 'stalled'
    const other = await foundClinic(relay.url)
    expect((await other.send(2)).cursor).toBe(1)
    await stop()
    expect(await ear.closed).toBeGreaterThan(0)
  })
})

describe('the end of a relay', () => {
  it('on SIGTERM waiting devices hear 1012, pushes under way are answered, and the code is 0', async () => {
    const home = await newRelayHome(null)
    const relay = await startRelayProcess(home)
    const device = await foundClinic(relay.url)
    const ear = device.listen()
    await ear.hears(({ type }) => type === 'cursor')
    const proxy = await startTcpProxy(Number(new URL(relay.url).port))
    proxy.bytesPerSecond = 4_000_000
    device.url = proxy.url
    device.write(60, 100_000)
    // A second and a half of sending: the end of the relay falls into the middle.
    const underWay = device.push(device.batch(1, 60))
    await sleep(400)
    const exit = relay.kill('SIGTERM')
    expect(await ear.closed).toBe(1012)
    expect((await underWay).code).toBe('OK')
    expect(await exit).toBe(0)
    await proxy.close()
    const again = await startRelayProcess(home)
    device.url = again.url
    expect((await device.pull()).cursor).toBe(1)
    await again.kill('SIGTERM')
    home.remove()
  })

  it('a second relay on the same folder is refused, and a killed one leaves it free', async () => {
    const home = await newRelayHome(null)
    const relay = await startRelayProcess(home)
    await expect(startRelayProcess(home)).rejects.toThrow('Another relay is working on this folder')
    await relay.kill('SIGKILL')
    const next = await startRelayProcess(home)
    await next.kill('SIGTERM')
    home.remove()
  })
})

describe('TLS', () => {
  const fingerprintOf = (url: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const request = get(`${url}/v1/relay`, { rejectUnauthorized: false }, (response) => {
        resolve((response.socket as TLSSocket).getPeerCertificate().fingerprint256)
        response.resume()
      })
      request.on('error', reject)
    })

  it('has one certificate of its own, the same after a restart, whose fingerprint is shown', async () => {
    const home = await newRelayHome(null)
    const first = await openTestRelay(home, { tls: 'own', host: '127.0.0.1' })
    expect(await fingerprintOf(first.url)).toBe(first.fingerprint)
    await first.close()
    const second = await openTestRelay(home, { tls: 'own', host: '127.0.0.1' })
    expect(second.fingerprint).toBe(first.fingerprint)
    await second.close()
    home.remove()
  })

  it('is not left out where others could listen', async () => {
    const home = await newRelayHome(null)
    await expect(openTestRelay(home, { host: '0.0.0.0' })).rejects.toThrow('Without TLS')
    home.remove()
  })
})
