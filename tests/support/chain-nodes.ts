import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChainNode, ChainNodes } from '../../core/chain-nodes/model.js'
import type { TestClinic } from './clinic.js'

/** Resolves when the nodes are as asked for; every change of theirs is told. */
export async function untilNodes(clinic: TestClinic, isMeant: (nodes: ChainNodes) => boolean): Promise<ChainNodes> {
  const stop = new AbortController()
  const events = clinic.records.notices.subscribe(stop.signal)
  try {
    for (;;) {
      const told = events.next()
      const nodes = clinic.records.chainNodes.list()
      if (isMeant(nodes)) return nodes
      await told
    }
  } finally {
    stop.abort()
  }
}

export async function untilNode(
  clinic: TestClinic,
  id: string,
  isMeant: (node: ChainNode) => boolean,
): Promise<ChainNode> {
  const has = ({ items }: ChainNodes) => items.find((node) => node.id === id && isMeant(node))
  const found = has(await untilNodes(clinic, (nodes) => has(nodes) !== undefined))
  if (!found) throw new Error('The node is gone.')
  return found
}

/** A consortium's gate in front of its node: it lets nobody in without the token, and is indiscreet about it. */
export async function startGate(target: string, accessToken: string): Promise<{ endpoint: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const sent = request.headers.authorization ?? ''
    let body = ''
    for await (const part of request) body += String(part)
    if (sent !== `Bearer ${accessToken}`) {
      response.writeHead(401).end(`not known: ${sent}`)
      return
    }
    const method = (JSON.parse(body) as { method: string }).method
    if (method === 'net_peerCount') {
      const error = { code: -32000, message: `no peers for ${sent} at ${request.url}` }
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error }))
      return
    }
    const answer = await fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    response.end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
