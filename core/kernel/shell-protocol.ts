/**
 * What the shell (electron/main) and the local node (a utilityProcess) say to each other over `parentPort`.
 * Ports travel beside the message: `window-connected` brings the window's port, `helper-started` the helper's.
 */
export type ShellToNode =
  /** A window was opened or reloaded: `ports[0]` speaks the operations. */
  | { type: 'window-connected' }
  /** The helper asked for runs: `ports[0]` talks to it. */
  | { type: 'helper-started'; requestId: number; pid: number }
  /** The window is about to show another clinic; who is signed in keeps the seat. `window-left` is awaited. */
  | { type: 'window-leaves' }
  /** Lock out whoever keeps the seat while the window shows another clinic. */
  | { type: 'lock' }
  | { type: 'helper-failed'; requestId: number; reason: string }
  | { type: 'helper-exited'; requestId: number; code: number | null }
  | { type: 'keychain-answered'; requestId: number; bytes: Uint8Array | null }
  /** The printers of this computer, now and then. */
  | { type: 'printers'; printers: readonly { name: string; isStopped: boolean }[] }
  /** Whether the node still answers: a `pong` is awaited. */
  | { type: 'ping' }
  /** Close the database and leave with exit code 0. */
  | { type: 'stop' }

export type NodeToShell =
  | { type: 'node-ready'; isKeychainWanted: boolean }
  | { type: 'pong' }
  /** The window may show another clinic now. Where no records are open, the node has nothing to do until it is shown again. */
  | { type: 'window-left'; isOpen: boolean }
  /** Somebody sat down before the window or got up. */
  | { type: 'seat'; isTaken: boolean }
  | {
      type: 'start-helper'
      requestId: number
      program: 'chain' | 'relay'
      args: Readonly<Record<string, string | number>>
    }
  | { type: 'kill-helper'; requestId: number }
  | { type: 'keychain-seal'; requestId: number; bytes: Uint8Array }
  /** Calls go through the relay at this address, and nowhere else; the certificate that it shows where it made its own. */
  | { type: 'calls-go-to'; url: string; fingerprint: string | null }
  | { type: 'keychain-unseal'; requestId: number; bytes: Uint8Array }

/** Arguments of the local node's process, the same under the shell and alone; all optional. */
export interface NodeArguments {
  /** `--data-dir`; otherwise MEDICHAIN_DATA_DIR, otherwise the platform's place for a user's data. */
  dataDir?: string
  /** `--keychain`: the shell has a key store to offer. */
  isKeychainOffered?: boolean
}

/** A clinic's color, its logo (a PNG in base64), and whether it is suspended. */
export interface ClinicLook {
  accent: string | null
  logo: string | null
  isSuspended: boolean
}

/** A clinic of this computer, as its key file shows it to whoever stands before the lock screen. */
export interface ClinicFace {
  /** Its folder: `first` is the data directory itself, where a computer's first clinic stands. */
  id: string
  /** Null while it is being set up. */
  name: string | null
  /** Tells it apart where another clinic of this computer has the same name. */
  mark: string | null
  /** The clinic’s own id, as its records have it: whether an export’s clinic is here already. Null where nobody has said. */
  clinicId: string | null
  look: ClinicLook
  isShown: boolean
  /** Somebody is signed in there, who needs no passphrase to come back. */
  isEntered: boolean
}

/**
 * What the lock screen can show before the local node runs: who may sign in where, as it stands in the key file. The shell puts
 * it into the page; what the node says later counts.
 */
export interface LockFace {
  clinicName: string
  face: ClinicLook
  users: readonly { loginName: string; displayName: string; roles: readonly string[] }[]
  demoPassphrase: string | null
  appVersion: string
}

/** The element of the page that holds the `LockFace` as JSON, where there is one. */
export const lockFaceElementId = 'lock-face'

/** The element that holds the clinics of this computer, a list of `ClinicFace` as JSON. */
export const clinicFacesElementId = 'clinic-faces'

/** What the preload offers the window as `window.medichain`, and nothing else. */
export interface WindowBridge {
  /** Asks for a port to the local node, which is started if need be; the port arrives as a `message` event on the window with data `{ type: 'node-port' }`. */
  connect(): void
  /** The local node's process as the shell sees it; called at once with the present state, then at each change. */
  onNodeState(listener: (state: NodeProcessState) => void): () => void
  /** Prints what the window shows (its print style sheet) on paper, by the system's dialog. */
  print(): Promise<void>
  /** Saves the same as a PDF where the person says; `suggestedName` names no patient. */
  savePdf(suggestedName: string): Promise<{ isSaved: boolean }>
  /** The same as a PDF in memory, to be looked at before it is printed or saved. */
  previewPdf(): Promise<Uint8Array>
  /** Saves a text where the person says, as CSV, JSON, NDJSON or plain text; `suggestedName` ends with which, and names no patient. */
  saveText(suggestedName: string, text: string): Promise<{ isSaved: boolean }>
  /** Saves a sealed export (base64) where the person says, reads it back and compares. */
  saveExport(suggestedName: string, content: string): Promise<{ isSaved: boolean }>
  /** Every clinic of this computer, as they stand now. */
  listClinics(): Promise<ClinicFace[]>
  /** Shows another clinic: this page goes, and with it all that it holds, and one that knows only the other clinic comes. */
  showClinic(id: string): Promise<void>
  /** Shows a clinic that is yet to be set up or joined. */
  addClinic(): Promise<void>
  /** Locks every clinic that is not shown. */
  lockOthers(): void
  /** What of this computer could be shown in a call, with small pictures; empty where the system lets nothing be seen. */
  listScreens(): Promise<readonly ScreenSource[]>
  /** The page's next request to show a screen gets this one. Without a choice there is none. */
  chooseScreen(id: string): Promise<void>
  readonly platform: string
}

/** A whole screen, or one program's window. */
export interface ScreenSource {
  readonly id: string
  readonly name: string
  readonly isWindow: boolean
  /** A data URL; empty where there is no picture of it. */
  readonly picture: string
}

/** `idle` until a page asks for the node. */
export type NodeProcessState =
  | { state: 'idle' | 'starting' | 'running' }
  /** It ended, or lived on without answering and was ended by the shell. */
  | { state: 'restarting'; attempt: number; cause: 'ended' | 'silent' }
  | { state: 'failed'; reason: string }
