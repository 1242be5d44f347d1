import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { RelayUnreachable } from './refusals.js'
import { Transport } from './transport.js'

test('a line that the relay closed while it lay idle costs no question; a relay that closes every line does', async () => {
  const heard: Socket[] = []
  let isRude = false
  const server = createServer((call, reply) => {
    const isKnown = heard.includes(call.socket)
    heard.push(call.socket)
    if (isKnown || isRude) call.socket.resetAndDestroy()
    else reply.end('here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const transport = new Transport({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fingerprint: null,
  })
  const ask = () => transport.ask({ method: 'GET', path: '/' })
  try {
    expect((await ask()).body.toString()).toBe('here')
    expect((await ask()).body.toString()).toBe('here')
    expect(heard).toHaveLength(3)
    isRude = true
    await expect(ask()).rejects.toThrow(RelayUnreachable)
  } finally {
    transport.close()
    await new Promise((resolve) => server.close(resolve))
  }
})
