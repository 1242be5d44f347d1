import type { ConnectRelay, Device, DistrustReason, FoundHub, Hub, StartHub, WaitingDevice } from '../devices/model.js'
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
}

/** Something that was refused, and is kept apart. */
export interface Quarantined {
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
  /** A code for one new device, for ten minutes. */
  invite(): Promise<Outcome<{ code: string; expiresAt: Instant }, RelayProblem>>
  /** Devices that used such a code and wait. */
  waiting(): Promise<Outcome<WaitingDevice[], RelayProblem>>
  approve(inviteId: string, isAdministrator: boolean): Promise<Outcome<Device, RelayProblem>>
  revoke(device: string): Promise<Outcome<Device[], RelayProblem>>
  /** Relays that announce themselves in this network. */
  findHubs(): Promise<FoundHub[]>
}
