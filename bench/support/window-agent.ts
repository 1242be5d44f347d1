import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { NodeClient } from '../../renderer/client/connection.js'

/**
 * Runs inside the workstation's window, beside its own page, and calls the local node as the page does: over a port that
 * the shell hands out, through the same client. Each door is a port of its own, with whoever signs in there.
 */
export interface WindowAgent {
  openDoor(): Promise<number>
  call(door: number, slice: string, verb: string, input: unknown): Promise<unknown>
  /** Milliseconds from each call until its answer is in the page. */
  timeSearches(door: number, texts: string[], limit: number): Promise<{ times: number[]; found: number[] }>
}

declare global {
  interface Window {
    benchAgent?: WindowAgent
    /** Whether the next port is for the agent and not for the page. */
    isBenchWaiting?: boolean
  }
}

const doors: NodeClient[] = []
let takePort: ((port: MessagePort) => void) | undefined

addEventListener(
  'message',
  (event: MessageEvent<{ type?: unknown }>) => {
    const [port] = event.ports
    if (!takePort || !port || event.data?.type !== 'node-port') return
    // The page would take a second port for a restarted node.
    event.stopImmediatePropagation()
    takePort(port)
    takePort = undefined
  },
  { capture: true },
)

async function openDoor(): Promise<number> {
  const coming = new Promise<MessagePort>((resolve) => {
    takePort = resolve
  })
  window.medichain.connect()
  const port = await coming
  port.start()
  return doors.push(createORPCClient<NodeClient>(new RPCLink({ port }))) - 1
}

function at(door: number): NodeClient {
  const client = doors[door]
  if (!client) throw new Error(`There is no door ${door}.`)
  return client
}

window.benchAgent = {
  openDoor,
  call(door, slice, verb, input) {
    const operations = at(door)[slice as keyof NodeClient] as unknown as Record<
      string,
      (input: unknown) => Promise<unknown>
    >
    const operation = operations[verb]
    if (!operation) throw new Error(`There is no operation ${slice}.${verb}.`)
    return operation(input)
  },
  async timeSearches(door, texts, limit) {
    const times: number[] = []
    const found: number[] = []
    for (const text of texts) {
      const startedAt = performance.now()
      const page = await at(door).patients.search({ text, limit })
      times.push(performance.now() - startedAt)
      found.push(page.items.length)
    }
    return { times, found }
  },
}
