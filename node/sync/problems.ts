import { RelayImpostor, RelayRefused, RelayUnreachable } from '../../adapters/relay/refusals.js'
import type { SyncState } from '../../core/ports/sync.js'
import { Distrust } from './distrust.js'
import { DeviceRemoved } from './session.js'

/** Why a round failed, as the status bar says it. */
interface Found {
  relay: SyncState['relay']
  code: string
  message: string
  /** What the relay asked for. */
  waitMs: number
}

export function problemOf(error: unknown): Found {
  if (error instanceof Distrust) return { relay: 'refused', code: error.reason, message: error.message, waitMs: 0 }
  if (error instanceof RelayImpostor) {
    const { reason, message } = new Distrust('IMPOSTOR')
    return { relay: 'refused', code: reason, message, waitMs: 0 }
  }
  if (error instanceof DeviceRemoved || (error instanceof RelayRefused && error.code === 'DEVICE_REVOKED'))
    return { relay: 'removed', code: 'DEVICE_REMOVED', message: removed, waitMs: 0 }
  if (error instanceof RelayRefused) {
    const { retryAfterSeconds = 0 } = error.refusal
    return { relay: 'unreachable', code: error.code, message: error.message, waitMs: retryAfterSeconds * 1000 }
  }
  if (error instanceof RelayUnreachable)
    return { relay: 'unreachable', code: 'UNREACHABLE', message: unreachable, waitMs: 0 }
  return { relay: 'unreachable', code: 'DEFECT', message: defect, waitMs: 0 }
}

const unreachable = 'The relay cannot be reached. Work goes on; what waits is sent by itself.'
const removed =
  'This workstation was removed from the clinic. What it has is kept; it gets nothing new. Ask an administrator to let it in again.'
const defect = 'Something went wrong in MediChain while syncing. What waits is kept and tried again.'
