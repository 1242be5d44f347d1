import type {
  ConnectRelay,
  Device,
  DistrustReason,
  Hub,
  Invited,
  MoveRelay,
  OwnRelay,
  StartHub,
  WaitingDevice,
} from '../devices/model.js'
import type { Instant } from '../kernel/instant.js'
import type { Outcome } from '../kernel/outcome.js'

/** How this device stands with its relay. */
export interface SyncState {
  relay: 'not-configured' | 'connecting' | 'connected' | 'unreachable' | 'refused' | 'removed'
  /** When the next try is made, where the last one failed. */
  retryAt: Instant | null
  lastSyncedAt: Instant | null
  /** What stands in the way, in a sentence. */
  problem: { code: string; message: string } | null
  /** How far this clock is ahead of the relay's, where it is too far to be drift; else null. */
  clockAheadMs: number | null
}

/** Something that was refused, and is kept apart. */
export interface Quarantined {
  id: number
  at: Instant
  reason: DistrustReason
  deviceName: string | null
  message: string
}

export type RelayProblem = { code: string; message: string; retryAfterSeconds: number | null }

/** The engine that keeps this device and the tenant's others the same. */
export interface SyncPort {
  state(): SyncState
  /** Own ops up to here are acknowledged by the relay. */
  ackedSeq(): number
  quarantined(): Quarantined[]
  /** Syncs at once, and resolves when that round has ended, well or not. */
  syncNow(): Promise<void>
  /** Asks again for what was refused: whether it came right, was refused again, or nothing is known because nobody answers. */
  retry(id: number): Promise<'settled' | 'again' | 'not-reached'>
}

/** The relay that this workstation runs for the clinic's network, where it does. */
export interface HubPort {
  state(): Hub
  /** Resolves when it runs or did not start; it goes on being tried. */
  start(wish: StartHub): Promise<Hub>
  /** The same on this computer alone, without TLS: what a demo clinic calls through. A port of 0 lets the system choose. */
  startHere(): Promise<Hub>
  stop(): Promise<Hub>
}

/** Who belongs to the tenant, and letting others in. Refusals are the relay's own sentences. */
export interface DevicesPort {
  list(): Device[]
  /** Founds the tenant at a relay. */
  connect(relay: ConnectRelay): Promise<Outcome<Device[], RelayProblem>>
  /** The relay that this device syncs through. */
  relay(): Omit<OwnRelay, 'isHere'> | null
  /** Syncs through another relay from now on, which gets everything again; the old one is left only when that is certain. */
  move(relay: MoveRelay): Promise<Outcome<Device[], RelayProblem>>
  /** Syncs with nobody from now on. @returns how many own ops wait; they are kept. */
  disconnect(): number
  /** A code for one new device, for ten minutes. */
  invite(): Promise<Outcome<Invited, RelayProblem>>
  /** Devices that used such a code and wait. */
  waiting(): Promise<Outcome<WaitingDevice[], RelayProblem>>
  approve(inviteId: string, isAdministrator: boolean): Promise<Outcome<Device, RelayProblem>>
  revoke(device: string): Promise<Outcome<Device[], RelayProblem>>
}
