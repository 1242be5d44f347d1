import { execFileSync } from 'node:child_process'
import { newRelayHome, startRelayProcess } from './relay.js'
import { startTcpProxy } from './tcp-proxy.js'

/** A relay at the other end of a line that can be cut without anybody being told, and mended. */
export interface CutLine {
  readonly url: string
  /** A network namespace's link where the system lets us make one, a proxy that goes silent elsewhere. */
  readonly kind: 'network namespace' | 'proxy'
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function openCutLine(): Promise<CutLine> {
  const link = makeLink(process.pid)
  const home = await newRelayHome(null)
  // Nobody but this test is at the other end of the cable, so it needs no TLS.
  const args = link ? ['--host', link.address, '--behind-proxy'] : []
  const relay = await startRelayProcess(home, 0, args, link?.within).catch((error: unknown) => {
    link?.remove()
    home.remove()
    throw error
  })
  const proxy = link ? null : await startTcpProxy(Number(new URL(relay.url).port))
  return {
    url: proxy?.url ?? relay.url,
    kind: link ? 'network namespace' : 'proxy',
    cut() {
      link?.set('down')
      if (proxy) proxy.line = 'gone'
    },
    mend() {
      link?.set('up')
      if (proxy) proxy.line = 'open'
    },
    async close() {
      await proxy?.close()
      await relay.kill('SIGTERM')
      link?.remove()
      home.remove()
    },
  }
}

interface Link {
  readonly address: string
  /** Runs a command in the namespace. */
  readonly within: readonly string[]
  set(state: 'up' | 'down'): void
  remove(): void
}

/** A namespace that a pair of virtual cables joins to this one; null where that is not permitted, or no `ip` is there. */
function makeLink(id: number): Link | null {
  const [name, near, far] = [`medichain-${id}`, `mcn${id}`, `mcf${id}`]
  const net = `10.213.${id % 250}`
  const within = ['ip', 'netns', 'exec', name]
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'ignore' })
  const inside = (...args: string[]) => ip('-n', name, ...args)
  const remove = () => ip('netns', 'delete', name)
  try {
    ip('netns', 'add', name)
  } catch {
    return null
  }
  try {
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name)
    ip('address', 'add', `${net}.1/30`, 'dev', near)
    ip('link', 'set', near, 'up')
    inside('address', 'add', `${net}.2/30`, 'dev', far)
    inside('link', 'set', far, 'up')
    execFileSync('ip', [...within.slice(1), 'true'], { stdio: 'ignore' })
    // The far end is cut: this end would take the route away, and tell the programs here at once.
    return { address: `${net}.2`, within, set: (state) => inside('link', 'set', far, state), remove }
  } catch {
    remove()
    return null
  }
}
