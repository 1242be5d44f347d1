import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Coverage, Plan } from './model.js'
import * as store from './store.js'

export const insuranceProjections = {
  plan: (db, record) => store.putPlan(db, contentOf<Plan>(record), record.version),

  coverage(db, record) {
    const coverage = contentOf<Coverage>(record)
    putRow(db, 'coverages', ['id'], {
      id: coverage.id,
      patient_id: coverage.patientId,
      plan_id: coverage.planId,
      member_number: coverage.memberNumber,
      relationship: coverage.relationship,
      valid_from: coverage.validFrom,
      valid_until: coverage.validUntil,
      version: record.version,
    })
  },

  'coverage-verification'(db, record) {
    const { chainSalt, ...verification } = contentOf<store.KeptVerification & Pick<store.ChainName, 'chainSalt'>>(
      record,
    )
    putRow(db, 'coverage_verifications', ['id'], {
      id: verification.id,
      patient_id: verification.patientId,
      payable_kind: verification.payable.kind,
      payable_id: verification.payable.id,
      coverage_id: verification.coverageId,
      is_covered: verification.isCovered ? 1 : 0,
      total_minor: verification.totalMinor,
      patient_owes_minor: verification.patientOwesMinor,
      payer_owes_minor: verification.payerOwesMinor,
      body: JSON.stringify(verification),
      chain_salt: chainSalt,
      verified_at: verification.verifiedAt,
    })
  },

  claim(db, record) {
    const claim = contentOf<store.KeptClaim & store.ChainName>(record)
    putRow(db, 'claims', ['id'], {
      id: claim.id,
      code: claim.code,
      patient_id: claim.patientId,
      coverage_id: claim.coverageId,
      verification_id: claim.verificationId,
      payable_kind: claim.payable.kind,
      payable_id: claim.payable.id,
      consultation_id: claim.consultationId,
      diagnosis_codes: JSON.stringify(claim.diagnosisCodes),
      total_minor: claim.totalMinor,
      patient_owes_minor: claim.patientOwesMinor,
      claimed_minor: claim.claimedMinor,
      paid_minor: claim.paidMinor,
      currency: claim.currency,
      state: claim.state,
      denial_reason: claim.denialReason,
      chain_key: claim.chainKey,
      chain_salt: claim.chainSalt,
      submitted_at: claim.submittedAt,
      version: record.version,
    })
  },

  'claim-event'(db, record) {
    const event = contentOf<store.KeptClaimEvent>(record)
    putRow(db, 'claim_events', ['id'], {
      id: event.id,
      claim_id: event.claimId,
      state: event.state,
      at: event.at,
      by: event.by,
      note: event.note,
    })
  },

  'benefit-use'(db, record) {
    const use = contentOf<store.BenefitMovement>(record)
    putRow(db, 'benefit_uses', ['id'], {
      id: use.id,
      coverage_id: use.coverageId,
      benefit_year: use.benefitYear,
      verification_id: use.verificationId,
      claim_id: use.claimId,
      deductible_minor: use.deductibleMetMinor,
      out_of_pocket_minor: use.outOfPocketMinor,
      visits: use.visits,
      at: use.at,
    })
  },
} satisfies Projections
