import { createHash, randomBytes } from 'node:crypto'
import { maximumAttachmentBytes } from '../../core/attachments/model.js'
import type { FileSealer } from '../../core/ports/attachments.js'
import { blobChunkBytes } from '../../core/sync/protocol.js'
import { seal, unseal } from './wrap.js'

const words = (id: string) => `attachment ${id}`

/** Each file has a random key, which its record carries: whoever may read the record may read the file. */
export const fileSealer: FileSealer = {
  seal({ id, about, name, mediaType, content, addedBy, addedAt }) {
    if (content.length > maximumAttachmentBytes) throw new RangeError('The file is too large to be attached.')
    const key = randomBytes(32)
    const sealed = seal(key, content, words(id))
    const chunks: Uint8Array[] = []
    for (let at = 0; at < sealed.length; at += blobChunkBytes) chunks.push(sealed.subarray(at, at + blobChunkBytes))
    return {
      chunks,
      record: {
        id,
        about: { kind: about.kind, id: about.id },
        patientId: about.patientId,
        name,
        mediaType,
        bytes: content.length,
        hash: createHash('sha256').update(sealed).digest('hex'),
        sealedBytes: sealed.length,
        chunks: chunks.length,
        key: key.toString('base64url'),
        addedBy,
        addedAt,
        retractedAt: null,
        retractedBy: null,
        retractionReason: null,
        version: 1,
      },
    }
  },
  decode: (base64) => new Uint8Array(Buffer.from(base64, 'base64')),
  encode: (content) => Buffer.from(content).toString('base64'),
  open({ record, chunks }) {
    const content = unseal(Buffer.from(record.key, 'base64url'), Buffer.concat(chunks), words(record.id))
    if (!content) throw new Error('The file is not what was attached.')
    return content
  },
}
