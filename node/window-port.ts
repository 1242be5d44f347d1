import { RPCHandler } from '@orpc/server/message-port'
import type { CallContext, Door } from '../core/dispatch.js'
import { router } from './router.js'

/** A message port as the shell hands it over (Electron's MessagePortMain) or as Node's worker_threads make it. */
export interface Port {
  on<T extends string>(event: T, listener: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
  start?(): void
}

/** Serves every operation to one window, to whoever is signed in at its door. */
export function serveWindow(port: Port, door: Door, rest: Omit<CallContext, 'door'>): void {
  const handler = new RPCHandler<CallContext>(router)
  handler.upgrade(port, { context: { ...rest, door } })
}
