/** What makes a line of usage one that nobody can change unseen: its hash, and the signature of the workstation that wrote it. */
export interface UsageSeals {
  /** SHA-256 of the words, in hex. */
  hash(words: string): string
  /** This workstation's signature (Ed25519, base64url). */
  sign(words: string): string
  /** Whether a workstation of the clinic signed the words; null where its key is not known here. */
  isSigned(device: string, words: string, signature: string): boolean | null
}

/** The meter of this workstation. */
export interface MeterPort extends UsageSeals {
  /** Takes what was used since the last look, and writes the lines of the hours that are over. */
  look(): void
}
