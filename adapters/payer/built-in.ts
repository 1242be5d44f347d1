import type { Claim, Plan } from '../../core/insurance/model.js'
import { benefitUseOf, decideCoverage } from '../../core/insurance/rules.js'
import { canonicalJson } from '../../core/kernel/canonical.js'
import type { PayerPort } from '../../core/ports/payer.js'

/**
 * A payer for clinics without a connection to one, and for the demo clinic: it answers at once, checks that the claim is what
 * the plan's terms make of these charges, and pays what was claimed. It keeps no books of its own, so how much of the
 * deductible and the maximum was used before it takes from the claim.
 */
export function builtInPayer(): PayerPort {
  return {
    adjudicate: async ({ claim, plan, memberNumber }) => {
      const reason = whyDenied(claim, plan, memberNumber)
      return reason === null
        ? {
            state: 'accepted',
            approvedMinor: claim.claimedMinor,
            note: `As ${plan.name} provides; answered by MediChain, the payer was not asked.`,
          }
        : { state: 'denied', reason }
    },
    // The reference is the claim's own, so that asking twice names one payment.
    remit: async ({ claim }) => ({ state: 'paid', paidMinor: claim.claimedMinor, reference: `PAY-${claim.code}` }),
  }
}

function whyDenied(claim: Claim, plan: Plan, memberNumber: string): string | null {
  if (memberNumber.trim() === '') return 'The member number is missing.'
  if (claim.currency !== plan.currency) return `The plan pays in ${plan.currency}.`
  if (claim.consultationId !== null && claim.diagnosisCodes.length === 0) return 'No diagnosis is named.'
  if (!isAsThePlanProvides(claim, plan)) return 'The amounts are not what the plan provides for these services.'
  return null
}

/**
 * Whether the plan engine comes to the same lines. What had been left of deductible and maximum is not known here; but if the
 * claim is right, then at least what it says was used had been left, and with exactly that left the engine says the same.
 */
function isAsThePlanProvides(claim: Claim, plan: Plan): boolean {
  const used = benefitUseOf(claim.lines)
  const deductibleMetMinor = plan.deductibleMinor - used.deductibleMetMinor
  const outOfPocketMinor = (plan.outOfPocketMaxMinor ?? used.outOfPocketMinor) - used.outOfPocketMinor
  if (deductibleMetMinor < 0 || outOfPocketMinor < 0) return false
  const decision = decideCoverage(
    plan,
    { validFrom: '0000-01-01', validUntil: null },
    { deductibleMetMinor, outOfPocketMinor, visits: 0 },
    claim.lines.map(({ category, description, amountMinor }) => ({ category, description, amountMinor })),
    '0000-01-01',
    claim.currency,
  )
  return canonicalJson(decision.lines) === canonicalJson(claim.lines) && decision.payerOwesMinor === claim.claimedMinor
}
