import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { StockSite } from './model.js'

/** An administrator's word that a line of a workstation that was removed belongs to another one now. */
export interface Takeover {
  id: string
  batchId: string
  from: string
  to: string
}

/**
 * The one workstation that a line of stock belongs to. Where two administrators took it over apart, the one whose record is
 * older has it, at every workstation that knows both. @param first the workstation that received it or was handed it
 */
export function siteOf(first: string, takeovers: readonly Takeover[]): string {
  let site = first
  const left = new Set(takeovers)
  for (;;) {
    const [next] = [...left].filter(({ from }) => from === site).sort((a, b) => (a.id < b.id ? -1 : 1))
    if (!next) return site
    left.delete(next)
    site = next.to
  }
}

/**
 * Whether a line, or a part of it, may be handed over to another workstation. Only who has it gives it away, so that it cannot
 * be given to two; the other one has it when this comes there.
 */
export function decideTransfer(
  line: { isKeptHere: boolean; onHand: number },
  { to, quantity }: { to: string; quantity: number },
  sites: readonly StockSite[],
): Outcome<null, { code: 'KEPT_ELSEWHERE' | 'SITE_UNKNOWN' | 'SAME_SITE' | 'BELOW_ZERO' }> {
  if (!line.isKeptHere) return refuse({ code: 'KEPT_ELSEWHERE' })
  const site = sites.find(({ id }) => id === to)
  if (!site || site.isRemoved) return refuse({ code: 'SITE_UNKNOWN' })
  if (site.isHere) return refuse({ code: 'SAME_SITE' })
  return quantity > line.onHand ? refuse({ code: 'BELOW_ZERO' }) : accept(null)
}

/** What a removed workstation kept may be taken over: nothing that it still takes reaches anybody. */
export const mayTakeOver = (line: { isKeptHere: boolean; isSiteRemoved: boolean }): boolean =>
  !line.isKeptHere && line.isSiteRemoved
