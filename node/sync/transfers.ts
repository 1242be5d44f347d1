import type { Connected } from './parts.js'

/** Moves the bytes of attachments. */
export class Transfers {
  constructor(readonly parts: Connected) {}

  async run(): Promise<void> {
    // Filled in with attachments.
  }
}
