import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { catalogue } from '../../core/catalogue.js'
import type { NodeProcessState, WindowBridge } from '../../core/kernel/shell-protocol.js'
import { NodeLostError } from './errors.js'

export type NodeClient = ContractRouterClient<typeof catalogue>

/** The line between this window and the local node, which outlives restarts of the node. */
export interface NodeConnection {
  /** Asks for the node, which the shell starts if need be. */
  open(): void
  /** Runs a call on the present port; rejects with `NodeLostError` when that port is lost before the answer came. */
  run<T>(use: (client: NodeClient, signal: AbortSignal) => Promise<T>): Promise<T>
  /** Tells of each change of the node's process; the present state is told at once, when it is known. */
  onState(listener: (state: NodeProcessState) => void): () => void
  /** Tells when an earlier port was replaced or lost: sessions and subscriptions of it are gone. */
  onLost(listener: () => void): () => void
}

/** How long a call waits for a port before it says that the node is away. Starting takes about a second. */
const patienceMs = 20_000

/**
 * The line, which waits until it is opened. The shell sends a new port by itself after a restart of the node; the page takes
 * the latest.
 */
export function connectToNode(bridge: WindowBridge, page: Window): NodeConnection {
  const stateListeners = new Set<(state: NodeProcessState) => void>()
  const lostListeners = new Set<() => void>()
  let lastState: NodeProcessState | undefined
  let line = openLine()

  function lose(): void {
    if (line.port === undefined) return
    line.abandon(new NodeLostError())
    line.port.close()
    line = openLine()
    for (const listener of lostListeners) listener()
  }

  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== page || !isPortMessage(event.data)) return
    const port = event.ports[0]
    if (port === undefined) return
    lose()
    const current = line
    port.addEventListener('close', () => {
      if (line === current) lose()
    })
    port.start()
    current.attach(port)
  })
  bridge.onNodeState((state) => {
    lastState = state
    if (state.state === 'restarting' || state.state === 'failed') lose()
    for (const listener of stateListeners) listener(state)
  })

  return {
    open: () => bridge.connect(),
    async run(use) {
      const current = line
      const client =
        current.port === undefined
          ? await Promise.race([current.client, current.lost, late()])
          : await Promise.race([current.client, current.lost])
      return Promise.race([use(client, current.signal), current.lost])
    },
    onState(listener) {
      stateListeners.add(listener)
      if (lastState !== undefined) listener(lastState)
      return () => stateListeners.delete(listener)
    },
    onLost(listener) {
      lostListeners.add(listener)
      return () => lostListeners.delete(listener)
    },
  }
}

function openLine() {
  const aborter = new AbortController()
  let giveClient: (client: NodeClient) => void = () => undefined
  const client = new Promise<NodeClient>((resolve) => {
    giveClient = resolve
  })
  const lost = new Promise<never>((_, reject) => {
    aborter.signal.addEventListener('abort', () => reject(aborter.signal.reason))
  })
  // A line that nobody was waiting on may be lost quietly.
  lost.catch(() => undefined)
  return {
    port: undefined as MessagePort | undefined,
    client,
    lost,
    signal: aborter.signal,
    attach(port: MessagePort) {
      this.port = port
      giveClient(createORPCClient<NodeClient>(new RPCLink({ port })))
    },
    abandon: (reason: NodeLostError) => aborter.abort(reason),
  }
}

const isPortMessage = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'node-port'

async function late(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, patienceMs))
  throw new NodeLostError()
}
