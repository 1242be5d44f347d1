import type { FoundHub, JoinClinic, Joining, RecoverTenant, SeenRelay } from '../devices/model.js'
import type { Credential, Session, Staff, WorkstationProblem, WorkstationState } from '../identity/model.js'
import type { StaffId } from '../kernel/ids.js'
import type { Outcome } from '../kernel/outcome.js'
import type { Role } from '../kernel/roles.js'
import type { ClinicDetails, ExportManifest, OpenedExport } from '../tenancy/model.js'
import type { ExportProblem } from './exports.js'
import type { PersonalKey } from './keys.js'
import type { RelayProblem } from './sync.js'

/** Somebody is signed in: who, and the key that they sign with. */
export interface SignedIn {
  session: Session
  key: PersonalKey
}

export type SignInRefusal =
  | { code: 'WRONG_PASSPHRASE' }
  /** An administrator turned this person's sign-in off. */
  | { code: 'DEACTIVATED' }
  | { code: 'TOO_MANY_TRIES'; retryAfterSeconds: number }
  | { code: 'RECORDS_UNUSABLE'; problem: WorkstationProblem; message: string }

export type SignInResult = { ok: true; value: SignedIn } | { ok: false; refusal: SignInRefusal }

/** The key file and what it opens: the only way to the records. */
export interface Vault {
  state(): WorkstationState
  isSetUp(): boolean
  setUp(input: {
    clinic: ClinicDetails
    administrator: { displayName: string; loginName: string }
    passphrase: string
  }): Promise<{ signedIn: SignedIn; recoveryCode: string }>
  setUpDemo(): Promise<void>
  signIn(loginName: string, passphrase: string): Promise<SignInResult>
  recover(recoveryCode: string, loginName: string, passphrase: string): Promise<SignInResult>
  /** Makes the keys of a new member of staff; `commit` writes the person and their credential before the key file is. */
  addStaff(
    by: SignedIn,
    input: { displayName: string; loginName: string; roles: Role[]; passphrase: string },
    commit: (made: { staffId: StaffId; chainAddress: string; credential: Credential }) => Staff,
  ): Promise<Staff>
  /**
   * `commit` writes the new credential before the key file is.
   * @returns false where the current passphrase is wrong; then nothing was changed.
   */
  changePassphrase(
    loginName: string,
    passphrases: { current: string; next: string },
    commit: (staffId: StaffId, credential: Credential) => void,
  ): Promise<boolean>
  /** Brings the key file up to what the records say of who may sign in. */
  followStaff(): Promise<void>
  /** Asks to be let into a clinic that others have; goes on by itself, and {@link joining} tells how far it has come. */
  join(input: JoinClinic): Promise<Outcome<Joining, RelayProblem>>
  /** Brings the clinic back on this workstation when all others are lost. */
  recoverTenant(input: RecoverTenant): Promise<Outcome<Joining, RelayProblem>>
  joining(): Joining
  /** Gives up what {@link join} or {@link recoverTenant} began; nothing of it is kept here. */
  stopJoining(): Promise<Joining>
  /** Reads an export, whole. */
  lookAtExport(content: string, passphrase: string): Promise<Outcome<ExportManifest, { code: ExportProblem }>>
  /** Makes the clinic of this folder out of an export: nothing of it stays where that does not come to its end. */
  openExport(content: string, passphrase: string): Promise<Outcome<OpenedExport, { code: ExportProblem }>>
  /** Relays that announce themselves in this network. */
  findHubs(): Promise<FoundHub[]>
  /** Who answers at an address, and with which certificate. */
  lookAtRelay(url: string): Promise<Outcome<SeenRelay, RelayProblem>>
  /** Closes the records and puts them, whole, into a folder beside: the workstation is new again. @returns its name. */
  putAside(): Promise<string>
  /** Closes the records and destroys their keys and files: nothing of the clinic can be read on this computer any more. */
  destroy(): Promise<void>
  /** Closes the records where nobody is signed in at any door. */
  closeIfUnused(): Promise<void>
}
