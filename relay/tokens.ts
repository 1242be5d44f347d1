import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { challengeLifeMs, tokenLifeSeconds } from './sync/rules.js'

/** Who calls. */
export interface Caller {
  readonly tenant: string
  readonly device: string
}

/**
 * Challenges and tokens, authenticated by a secret that all processes of a relay share, so that any of them accepts what
 * another gave out. Both carry their end; neither is stored.
 */
export class Tokens {
  constructor(
    private readonly secret: Uint8Array,
    private readonly nowMs: () => number,
  ) {}

  challenge(): string {
    const words = `${this.nowMs() + challengeLifeMs}.${randomBytes(16).toString('base64url')}`
    return `${words}.${this.#mac('challenge', words)}`
  }

  /** When the challenge ends, or null where it is not one of ours or over. */
  challengeEnd(nonce: string): number | null {
    const [end = '', random = '', mac = ''] = nonce.split('.')
    const isOurs = isSame(mac, this.#mac('challenge', `${end}.${random}`))
    return isOurs && Number(end) > this.nowMs() ? Number(end) : null
  }

  issue({ tenant, device }: Caller): { token: string; expiresInSeconds: number } {
    const words = [tenant, device, this.nowMs() + tokenLifeSeconds * 1_000].join('.')
    return { token: `${words}.${this.#mac('token', words)}`, expiresInSeconds: tokenLifeSeconds }
  }

  caller(token: string): Caller | null {
    const [tenant = '', device = '', end = '', mac = ''] = token.split('.')
    if (!isSame(mac, this.#mac('token', [tenant, device, end].join('.')))) return null
    return Number(end) > this.nowMs() ? { tenant, device } : null
  }

  #mac(kind: string, words: string): string {
    return createHmac('sha256', this.secret).update(`${kind}.${words}`).digest('base64url')
  }
}

/** Compares secrets in a time that tells nothing of where they differ. */
export const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
