import type { RelayRefusal } from '../../core/sync/protocol.js'

/** The relay was reached and said no: nothing was changed there. */
export class RelayRefused extends Error {
  override readonly name = 'RelayRefused'
  readonly code: RelayRefusal['code']

  constructor(readonly refusal: RelayRefusal) {
    super(refusal.message)
    this.code = refusal.code
  }
}

/** The relay was not reached, or did not answer in time or in its own words. What was asked may or may not have happened. */
export class RelayUnreachable extends Error {
  override readonly name = 'RelayUnreachable'
}

/** Somebody else answers at the relay's address: its certificate or its id is not the one that was pinned. */
export class RelayImpostor extends Error {
  override readonly name = 'RelayImpostor'
}
