/** A helper process of the local node, whoever started it: a utilityProcess under the shell, a child process without it. */
export interface Helper {
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the process is gone, however it ended. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
  readonly pid: number | undefined
}

/** The operating system's key store, bound to the person's login; absent where there is no keyring. */
export interface Keychain {
  seal(secret: Uint8Array): Promise<Uint8Array>
  /** @throws when the bytes were sealed by another login or machine. */
  unseal(sealed: Uint8Array): Promise<Uint8Array>
}

/** The host gives the local node processes of its own (the packaged app's fuses forbid running Electron as Node). */
export interface Host {
  /** Starts the named program with these arguments. */
  start(program: HelperProgram, args: HelperArgs): Promise<Helper>
  readonly keychain: Keychain | null
  /** The window may open calls at this relay, and at no other; nothing to do where there is no window. */
  callsGoTo(relay: { url: string; fingerprint: string | null }): void
  /** The printers of this computer, as far as the host has said; null before, and where there is no window that could print. */
  printers(): readonly { name: string; isStopped: boolean }[] | null
}

export type HelperProgram = 'chain' | 'relay'
export type HelperArgs = Readonly<Record<string, string | number>>
