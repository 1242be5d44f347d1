import type { ClaimId } from '../kernel/ids.js'
import { formatMoney } from '../kernel/money.js'
import type { Clock, Ids } from '../ports/clock.js'
import type { Act, Journal } from '../ports/journal.js'
import { type ClaimRequest, type PayerPort, PayerUnreachable } from '../ports/payer.js'
import type { WriteUnit } from '../ports/unit.js'
import { giveBackOfClaim } from './benefits.js'
import { advance } from './claiming.js'
import type { Clerk } from './desk.js'
import type { Claim } from './model.js'
import { readClaim, readCoverage, readPlanOf } from './reads.js'
import * as store from './store.js'

export interface SettlementTools {
  journal: Journal
  /** In whose name: nobody's but the machine's. */
  act: Act
  payer: PayerPort
  /** This workstation: of all that know a claim, one alone asks about it. */
  deviceId: string
  clock: Clock
  ids: Pick<Ids, 'newId'>
}

/** As many claims as are asked about in one round; the rest waits for the next. */
const claimsARound = 500

/**
 * Asks the payer about every claim that waits for an answer or for its money, the oldest first, and writes down what it said.
 * The asking happens outside transactions; an answer is written only while the claim is still the version that was asked
 * about, so that two rounds at once, or a person in between, do nothing twice. Of several workstations the one asks that wrote
 * the claim last; one that was removed is followed by the first of those that are left. Claims of a payer that cannot be reached
 * wait for the next round; those of other payers do not wait for it.
 * @returns how often a claim moved on, and who could not be reached
 */
export async function settleClaims(tools: SettlementTools): Promise<{ changed: number; unreachable: string[] }> {
  const { journal, act } = tools
  const waiting = journal.read(act, (unit) => store.listAwaitingPayer(unit, tools.deviceId, claimsARound))
  const unreachable = new Set<string>()
  let changed = 0
  for (const { claimId, payerName } of waiting) {
    if (unreachable.has(payerName)) continue
    try {
      changed += await settleClaim(tools, claimId)
    } catch (error) {
      if (!(error instanceof PayerUnreachable)) throw error
      unreachable.add(payerName)
    }
  }
  return { changed, unreachable: [...unreachable] }
}

/** Takes one claim as far as the payer's answers carry it: an accepted one is asked about payment at once. */
async function settleClaim(tools: SettlementTools, claimId: ClaimId): Promise<number> {
  const adjudicated = await adjudicate(tools, claimId)
  return adjudicated + (await remit(tools, claimId))
}

async function adjudicate(tools: SettlementTools, claimId: ClaimId): Promise<number> {
  const request = readRequest(tools, claimId, 'submitted')
  if (!request) return 0
  const answer = await tools.payer.adjudicate(request)
  if (answer.state === 'pending') return 0
  return write(tools, request.claim, (unit, clerk, claim) => {
    if (answer.state === 'accepted') {
      const approved = formatMoney(answer.approvedMinor, claim.currency, 'en')
      advance(unit, clerk, claim, { state: 'accepted' }, `${approved} approved. ${answer.note}`.trim())
      return
    }
    deny(unit, clerk, claim, answer.reason)
  })
}

/** A denied claim gives back what it used of the member's benefits, and tells whoever has to look at it. */
function deny(unit: WriteUnit, clerk: Clerk, claim: Claim, reason: string): void {
  giveBackOfClaim(unit, clerk, claim)
  advance(unit, clerk, claim, { state: 'denied', denialReason: reason }, reason)
  unit.emit({
    type: 'claimDenied',
    claimId: claim.id,
    claimCode: claim.code,
    patientId: claim.patientId,
    consultationId: claim.consultationId,
    reason,
    at: clerk.now(),
  })
}

async function remit(tools: SettlementTools, claimId: ClaimId): Promise<number> {
  const request = readRequest(tools, claimId, 'accepted')
  if (!request) return 0
  const answer = await tools.payer.remit(request)
  if (answer.state === 'pending') return 0
  return write(tools, request.claim, (unit, clerk, claim) => {
    const paid = formatMoney(answer.paidMinor, claim.currency, 'en')
    advance(
      unit,
      clerk,
      claim,
      { state: 'settled', paidMinor: answer.paidMinor },
      `${paid} paid, reference ${answer.reference}.`,
    )
    const { chainKey } = store.readChainName(unit, claim.id)
    const subject = { kind: 'claim', id: claim.id, patientId: claim.patientId } as const
    unit.call(subject, chainKey, { fn: 'settlePayment', claim: chainKey })
  })
}

/** What the payer is asked about a claim, while it is in this state. */
function readRequest(tools: SettlementTools, claimId: ClaimId, state: Claim['state']): ClaimRequest | undefined {
  return tools.journal.read(tools.act, (unit) => {
    const claim = readClaim(unit, claimId)
    const coverage = claim && readCoverage(unit, claim.coverageId)
    if (!coverage || claim.state !== state) return undefined
    return { claim, plan: readPlanOf(unit, coverage), memberNumber: coverage.memberNumber }
  })
}

/** Writes what the payer said, unless the claim has moved on since it was asked about. */
function write(
  tools: SettlementTools,
  asked: Claim,
  change: (unit: WriteUnit, clerk: Clerk, claim: Claim) => void,
): number {
  const clerk: Clerk = { by: asked.payerName, now: () => tools.clock.now(), newId: () => tools.ids.newId() }
  return tools.journal.transact(tools.act, (unit) => {
    const claim = readClaim(unit, asked.id)
    if (claim?.version !== asked.version) return 0
    change(unit, clerk, claim)
    return 1
  })
}
