import { startTcpProxy } from '../support/tcp-proxy.js'
import { startUdpProxy } from '../support/udp-proxy.js'

/** Whoever comes in by this address has the line of a village: signals and packets both go through it, and nobody else's do. */
export interface BadLine {
  /** The relay, at the other end of it. */
  readonly url: string
  /** The cable is pulled out, or in again: nothing passes and nobody is told. */
  set isGone(gone: boolean)
  /** What it carries each way; 0 is no limit. */
  set kbps(rate: number)
  close(): Promise<void>
}

const [here, throughTheLine] = ['127.0.0.1', '127.0.0.2'] as const

/**
 * Needs no rights of an administrator, as `tc` in a network namespace would: the relay's candidates are told with another address of
 * this computer, where a proxy stands that forwards to the real one.
 */
export async function openBadLine(relayPort: number, mediaPort: number): Promise<BadLine> {
  // The same length, so that the frames of the WebSocket around it stay whole.
  const told = (bytes: Buffer) =>
    bytes.includes('iceCandidates')
      ? Buffer.from(bytes.toString('latin1').replaceAll(here, throughTheLine), 'latin1')
      : bytes
  const signals = await startTcpProxy(relayPort, told)
  const packets = await startUdpProxy(throughTheLine, here, mediaPort)
  return {
    url: signals.url,
    set isGone(gone: boolean) {
      signals.line = gone ? 'gone' : 'open'
      packets.isGone = gone
    },
    set kbps(rate: number) {
      signals.bytesPerSecond = (rate * 1_000) / 8
      packets.kbps = rate
    },
    async close() {
      packets.close()
      await signals.close()
    },
  }
}
