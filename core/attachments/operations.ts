import * as z from 'zod'
import { AnyId, ConsultationId, PatientId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { AddDocument, Attachment, DocumentType, RetractDocument } from './model.js'

const shows = { disclosesPatient: true }
/** Whoever has a letter in their hand may add it; reading what is there needs more. */
const opens = { ...shows, care: 'visits' } as const
const DOCUMENT_UNKNOWN = { status: 404, message: 'This document is not known here. Look at the list again.' } as const

export const attachments = {
  list: query('encounters:read', opens)
    .route({
      method: 'GET',
      path: '/api/patients/{patientId}/documents',
      summary: 'The documents of a person’s record, or of one of their visits alone',
    })
    .input(z.strictObject({ patientId: PatientId, consultationId: ConsultationId.optional() }))
    .output(z.array(Attachment)),
  add: command('patients:write', shows)
    .route({
      method: 'POST',
      path: '/api/patients/{patientId}/documents',
      successStatus: 201,
      summary: 'Add a PDF or a picture to a person’s record; it is encrypted under a key of its own',
    })
    .input(AddDocument)
    .output(Attachment)
    .errors({
      PATIENT_UNKNOWN: { status: 404, message: 'This person is not registered here. Nothing was added.' },
      VISIT_UNKNOWN: { status: 404, message: 'This visit is not one of this person’s. Nothing was added.' },
      EMPTY: { status: 422, message: 'The file is empty. Nothing was added. Choose another one.' },
      TOO_LARGE: {
        status: 413,
        message: 'The file is larger than 20 MB. Nothing was added. Scan it with fewer dots an inch, or split it.',
      },
      NOT_A_DOCUMENT: {
        status: 415,
        message: 'Only PDF, JPEG, PNG and WebP are kept, whatever the file’s name says. Nothing was added.',
      },
    }),
  open: query('encounters:read', opens)
    .route({ method: 'GET', path: '/api/documents/{attachmentId}', summary: 'A document with its content, in base64' })
    .input(z.strictObject({ attachmentId: AnyId }))
    .output(z.object({ name: z.string(), mediaType: DocumentType, content: z.string() }))
    .errors({
      DOCUMENT_UNKNOWN,
      NOT_HERE_YET: {
        status: 409,
        message: 'This document is still on its way from another workstation. It opens when all of it has come.',
      },
    }),
  retract: command('patients:write', opens)
    .route({
      method: 'POST',
      path: '/api/documents/{attachmentId}/retraction',
      summary: 'Mark a document as entered in error; it stays in the record, marked as such',
    })
    .input(RetractDocument)
    .output(Attachment)
    .errors({
      DOCUMENT_UNKNOWN,
      ALREADY_RETRACTED: {
        status: 409,
        message: 'This document is marked as entered in error already. Nothing was changed.',
      },
    }),
}
