import type { Instant } from '../kernel/instant.js'

/** The present, as this machine believes it to be. */
export interface Clock {
  now(): Instant
}

/** Randomness of cryptographic quality. */
export interface Ids {
  /** 128 random bits in base64url, 22 characters. */
  newId(): string
  /** A short human code such as `P-7K3F9Q`; the caller makes sure that it is free. */
  newCode(prefix: string): string
}
