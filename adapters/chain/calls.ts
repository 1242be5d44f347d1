import type { ChainRole } from '../../core/kernel/roles.js'
import type { ChainCall, StaffSignature } from '../../core/ports/chain.js'
import type { ContractName } from './artifacts.js'
import { keccakText } from './hex.js'

/** One call of one of our contracts, and how to recognize that it (or its like) happened before. */
export interface PlannedCall {
  contract: ContractName
  /** The contract's function and its arguments. */
  fn: string
  args: readonly (string | number | bigint)[]
  /** The event that shows the change, with what it must carry to be this change and not another. */
  event: string
  expected: Readonly<Record<string, string | number | bigint>>
  /** The event's argument that holds the id which the contract gave. */
  idArgument: string | null
  /** Refusals that may mean that the change is already made. Their last argument is the block it was made in. */
  already: readonly string[]
  /** The signature that the call uses up, where staff signed it. */
  signed: Pick<StaffSignature, 'signer' | 'nonce'> | null
}

/** The contract that knows a role, and the role's name there. */
export const roles: Readonly<Record<ChainRole, { contract: ContractName; id: string }>> = {
  doctor: { contract: 'PrescriptionContract', id: keccakText('DOCTOR_ROLE') },
  pharmacy: { contract: 'PrescriptionContract', id: keccakText('PHARMACY_ROLE') },
  recorder: { contract: 'MedicalRecordContract', id: keccakText('RECORDER_ROLE') },
}

/** Plans a call. Each goes to one contract, and none of our contracts reads another's state. */
export function planCall(call: ChainCall): PlannedCall {
  switch (call.fn) {
    case 'registerPatient': {
      const { patient, patientName } = call
      return {
        contract: 'MedicalRecordContract',
        fn: 'registerPatient',
        args: [patient, patientName],
        event: 'PatientRegistered',
        expected: { patient, patientName },
        idArgument: null,
        already: ['PatientAlreadyRegistered'],
        signed: null,
      }
    }
    case 'addRecord': {
      const { patient, recordHash, timestamp, signed } = call
      return {
        contract: 'MedicalRecordContract',
        fn: 'addRecordFor',
        args: [patient, recordHash, timestamp, signed.signer, signed.nonce, signed.signature],
        event: 'RecordAdded',
        expected: { patient, recordHash, timestamp, author: signed.signer },
        idArgument: 'recordId',
        already: ['NonceAlreadyUsed', 'RecordAlreadyAdded'],
        signed,
      }
    }
    case 'issuePrescription': {
      const { patient, doctor, medicationHash, fills, signed } = call
      return {
        contract: 'PrescriptionContract',
        fn: 'issuePrescriptionFor',
        args: [patient, doctor, medicationHash, fills, signed.signer, signed.nonce, signed.signature],
        event: 'PrescriptionIssued',
        expected: { patient, doctor, medicationHash, fills },
        idArgument: 'prescriptionId',
        already: ['NonceAlreadyUsed', 'PrescriptionAlreadyIssued'],
        signed,
      }
    }
    case 'fillPrescription': {
      const { prescription: medicationHash, pharmacy, signed } = call
      return {
        contract: 'PrescriptionContract',
        fn: 'fillPrescriptionFor',
        args: [medicationHash, pharmacy, signed.signer, signed.nonce, signed.signature],
        event: 'PrescriptionFilled',
        expected: { medicationHash, pharmacy, filledBy: signed.signer },
        idArgument: 'prescriptionId',
        // Not AlreadyFilled: a second dispense under another signature is what the contract is there to refuse.
        already: ['NonceAlreadyUsed'],
        signed,
      }
    }
    case 'cancelPrescription': {
      const { prescription: medicationHash, signed } = call
      return {
        contract: 'PrescriptionContract',
        fn: 'cancelPrescriptionFor',
        args: [medicationHash, signed.signer, signed.nonce, signed.signature],
        event: 'PrescriptionCancelled',
        expected: { medicationHash },
        idArgument: 'prescriptionId',
        already: ['NonceAlreadyUsed', 'AlreadyCancelled'],
        signed,
      }
    }
    case 'verifyInsurance': {
      const { patient, provider, procedureCode } = call
      return {
        contract: 'InsuranceVerificationContract',
        fn: 'verifyInsurance',
        args: [patient, provider, procedureCode],
        event: 'InsuranceVerified',
        expected: { patient, provider, procedureCode },
        idArgument: 'verificationId',
        already: ['InsuranceAlreadyVerified'],
        signed: null,
      }
    }
    case 'submitClaim': {
      const { patient, provider, procedureCode } = call
      const amount = BigInt(call.amountCommitment)
      return {
        contract: 'InsuranceVerificationContract',
        fn: 'submitClaim',
        args: [patient, provider, procedureCode, amount],
        event: 'ClaimSubmitted',
        expected: { patient, provider, procedureCode, amount },
        idArgument: 'claimId',
        already: ['ClaimAlreadySubmitted'],
        signed: null,
      }
    }
    case 'settlePayment':
      return {
        contract: 'InsuranceVerificationContract',
        fn: 'settlePaymentOf',
        args: [call.claim],
        event: 'PaymentSettled',
        expected: { procedureCode: call.claim },
        idArgument: 'claimId',
        already: ['ClaimAlreadySettled'],
        signed: null,
      }
    case 'grantRole': {
      const { contract, id } = roles[call.role]
      return {
        contract,
        fn: 'grantRole',
        args: [id, call.account],
        event: 'RoleGranted',
        expected: { role: id, account: call.account },
        idArgument: null,
        // The contract accepts a repeated grant in silence; the client asks for the first one's block beforehand.
        already: [],
        signed: null,
      }
    }
    case 'revokeRole': {
      const { contract, id } = roles[call.role]
      return {
        contract,
        fn: 'revokeRole',
        args: [id, call.account],
        event: 'RoleRevoked',
        expected: { role: id, account: call.account },
        idArgument: null,
        already: ['RoleNotHeld'],
        signed: null,
      }
    }
  }
}

export function planAnchor(root: string, count: number): PlannedCall {
  return {
    contract: 'AnchorRegistry',
    fn: 'anchorBatch',
    args: [root, count],
    event: 'BatchAnchored',
    expected: { root, count },
    idArgument: 'batchId',
    already: ['RootAlreadyAnchored'],
    signed: null,
  }
}
