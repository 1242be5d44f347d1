import { authorized } from '../dispatch.js'
import { AnyId } from '../kernel/ids.js'
import { readPatient } from '../patients/reads.js'
import type { ReadUnit } from '../ports/unit.js'
import { addAttachment, retractAttachment } from './intake.js'
import { type Attachment, DocumentType } from './model.js'
import { readAttachment, readAttachmentsOfPatient, readSealedFile } from './reads.js'
import { checkDocument } from './rules.js'

const implement = authorized.attachments

export const attachmentsHandlers = {
  list: implement.list.handler(({ input, context }) =>
    context.read((unit) => {
      const { patientId, consultationId } = input
      const documents = readAttachmentsOfPatient(unit, patientId, consultationId)
      for (const document of documents) shown(unit, document)
      return documents
    }),
  ),

  add: implement.add.handler(({ input, context, errors }) => {
    const { patientId, consultationId, name } = input
    const content = context.files.decode(input.content)
    const checked = checkDocument(content)
    if (!checked.ok) throw errors[checked.refusal]()
    const about =
      consultationId === null
        ? { kind: 'patient' as const, id: patientId, patientId }
        : { kind: 'consultation' as const, id: consultationId, patientId }
    const added = { addedBy: context.actor.actorName, addedAt: context.now() }
    const sealed = context.files.seal({
      ...added,
      id: AnyId.parse(context.newId()),
      about,
      name,
      mediaType: checked.value,
      content,
    })
    return context.transact((unit) => {
      if (!readPatient(unit, patientId)) throw errors.PATIENT_UNKNOWN()
      const visit = unit.row('SELECT 1 FROM consultations WHERE id = $consultationId AND patient_id = $patientId', {
        consultationId: consultationId ?? '',
        patientId,
      })
      if (consultationId !== null && !visit) throw errors.VISIT_UNKNOWN()
      addAttachment(unit, sealed)
      return found(unit, sealed.record.id)
    })
  }),

  open: implement.open.handler(({ input, context, errors }) => {
    const file = context.read((unit) => {
      const document = readAttachment(unit, input.attachmentId)
      if (!document) throw errors.DOCUMENT_UNKNOWN()
      shown(unit, document.shown)
      return readSealedFile(unit, input.attachmentId) ?? null
    })
    if (!file) throw errors.NOT_HERE_YET()
    const { name, mediaType } = file.record
    return { name, mediaType: DocumentType.parse(mediaType), content: context.files.encode(context.files.open(file)) }
  }),

  retract: implement.retract.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const document = readAttachment(unit, input.attachmentId)
      if (!document) throw errors.DOCUMENT_UNKNOWN()
      shown(unit, document.shown)
      if (document.record.retractedAt !== null) throw errors.ALREADY_RETRACTED()
      const said = { at: context.now(), by: context.actor.actorName, reason: input.reason }
      retractAttachment(unit, document.record, said)
      return found(unit, input.attachmentId)
    }),
  ),
}

function shown(unit: ReadUnit, { id, patientId }: Attachment): void {
  unit.seen({ kind: 'attachment', id, patientId })
}

function found(unit: ReadUnit, id: string): Attachment {
  const document = readAttachment(unit, id)
  if (!document) throw new Error('The document was not written.')
  return document.shown
}
