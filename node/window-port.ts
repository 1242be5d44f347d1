import { RPCHandler } from '@orpc/server/message-port'
import type { CallContext } from '../core/dispatch.js'
import { type Lobby, windowDoor } from './doors.js'
import { router } from './router.js'

/** A message port as the shell hands it over (Electron's MessagePortMain) or as Node's worker_threads make it. */
export interface Port {
  on<T extends string>(event: T, listener: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
  start?(): void
}

/** Serves every operation to one window. When the port closes, whoever was signed in there is forgotten. */
export function serveWindow(port: Port, lobby: Lobby, rest: Omit<CallContext, 'door'>): void {
  const door = windowDoor(lobby)
  const handler = new RPCHandler<CallContext>(router)
  handler.upgrade(port, { context: { ...rest, door } })
  port.on('close', () => door.leave())
  port.start?.()
}
