import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A TCP proxy that behaves like bad lines do: it stalls without closing anything (half open), swallows answers, slows down,
 * goes silent for a while as a network does whose route is gone, or cuts.
 */
export interface TcpProxy {
  readonly url: string
  /**
   * From now on: `open` passes all; `stalled` nothing, either way; `deaf` requests alone, so that answers are lost; `gone` nothing,
   * and what was under way arrives when the line is open again, as TCP sends again what a missing route swallowed; `down` takes no
   * new connection.
   */
  line: 'open' | 'stalled' | 'deaf' | 'gone' | 'down'
  /** Bytes that pass each way in a second; 0 is no limit. */
  bytesPerSecond: number
  /** Drops all connections at once. */
  cut(): void
  close(): Promise<void>
}

const tickMs = 20

/**
 * @param target the port on this machine that it stands before
 * @param toNear changes what comes back, without changing its length
 */
export async function startTcpProxy(
  target: number,
  toNear: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let line: TcpProxy['line'] = 'open'
  let waiting: (() => void)[] = []
  const proxy = {
    get line() {
      return line
    },
    set line(next: TcpProxy['line']) {
      line = next
      if (next === 'gone') return
      const arrived = waiting
      waiting = []
      for (const arrive of arrived) arrive()
    },
    bytesPerSecond: 0,
  }
  const pass = (from: Socket, to: Socket, isAnswer: boolean) => {
    from.on('data', (read: Buffer) => {
      const bytes = isAnswer ? toNear(read) : read
      if (proxy.line === 'gone') {
        from.pause()
        waiting.push(() => {
          to.write(bytes)
          from.resume()
        })
        return
      }
      if (proxy.line === 'stalled' || (proxy.line === 'deaf' && isAnswer)) return
      to.write(bytes)
      if (proxy.bytesPerSecond === 0) return
      from.pause()
      setTimeout(() => from.resume(), Math.max(tickMs, (bytes.length / proxy.bytesPerSecond) * 1_000))
    })
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      if (proxy.line === 'open') to.destroy()
    })
  }
  const server = createServer((near) => {
    if (proxy.line === 'down') {
      near.destroy()
      return
    }
    const far = connect(target, '127.0.0.1')
    for (const socket of [near, far]) sockets.add(socket)
    pass(near, far, false)
    pass(far, near, true)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  })
}
