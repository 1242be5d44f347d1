import * as z from 'zod'
import { PatientId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { AnchoringStatus, ChainEntry, ProofDetail, RecordReference } from './model.js'

const RECORD_UNKNOWN = {
  status: 404,
  message: 'This record is not known here, or is of a kind that is not anchored.',
} as const
const CHAIN_UNREACHABLE = {
  status: 503,
  message: 'The chain cannot be reached now. What waits for it is kept and goes out by itself.',
} as const

export const anchoring = {
  getStatus: query('anchoring:read')
    .route({ method: 'GET', path: '/api/v1/blockchain/status', summary: 'The chain, and what waits for it' })
    .input(z.strictObject({}))
    .output(AnchoringStatus),
  listEntries: query('anchoring:read')
    .route({ method: 'GET', path: '/api/v1/blockchain/entries', summary: 'Commitments and calls, newest first' })
    .input(z.strictObject({ state: z.enum(['waiting', 'anchored', 'refused']).optional(), ...pageInput }))
    .output(pageOf(ChainEntry)),
  verifyPatient: query('anchoring:read', { disclosesPatient: true })
    .route({
      method: 'POST',
      path: '/api/v1/blockchain/verify-patient',
      summary: 'Whether a patient is registered on the chain, under a pseudonym',
    })
    .input(z.strictObject({ patientId: PatientId }))
    .output(z.object({ address: z.string(), isRegistered: z.boolean(), recordCount: z.int() }))
    .errors({ PATIENT_UNKNOWN: { status: 404, message: 'This person is not registered here.' }, CHAIN_UNREACHABLE }),
  recordTransaction: command('anchoring:write')
    .route({
      method: 'POST',
      path: '/api/v1/blockchain/record',
      successStatus: 201,
      summary: 'Record a clinical record on the chain by itself, signed by you',
    })
    .input(RecordReference)
    .output(ChainEntry)
    .errors({
      RECORD_UNKNOWN,
      NO_PATIENT: { status: 409, message: 'Only a record of a patient is recorded by itself.' },
    }),
  anchorNow: command('anchoring:write')
    .route({
      method: 'POST',
      path: '/api/v1/blockchain/anchor',
      summary: 'Send what waits, without waiting for the timer',
    })
    .input(z.strictObject({}))
    .output(AnchoringStatus)
    .errors({ CHAIN_UNREACHABLE }),
  getProof: query('anchoring:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/v1/blockchain/proof/{kind}/{recordId}',
      summary: 'A record’s proof, with all that is needed to check it',
    })
    .input(RecordReference)
    .output(ProofDetail)
    .errors({ RECORD_UNKNOWN }),
}
