import type { RelayRefusal } from '../core/sync/protocol.js'

/** A refusal on its way to the device: what happened and what to do; nothing was changed. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(readonly refusal: RelayRefusal) {
    super(refusal.message)
    this.status = statuses[refusal.code]
  }
}

export const refused = (code: RelayRefusal['code'], message: string, more: Partial<RelayRefusal> = {}): Refused =>
  new Refused({ ...more, code, message })

const statuses = {
  MALFORMED: 400,
  BAD_SIGNATURE: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  DEVICE_REVOKED: 403,
  NOT_ADMITTED: 403,
  UNKNOWN_TENANT: 404,
  NOT_FOUND: 404,
  TENANT_EXISTS: 409,
  WRONG_HEAD: 409,
  STALE: 409,
  INVITE_EXPIRED: 410,
  TOO_LARGE: 413,
  QUOTA: 429,
  TOO_MANY: 429,
  UNAVAILABLE: 503,
} satisfies Record<RelayRefusal['code'], number>
