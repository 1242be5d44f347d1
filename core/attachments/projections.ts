import { contentOf, type Projections } from '../ports/projection.js'
import { saveAttachment } from './intake.js'
import { AttachmentRecord } from './model.js'

export const attachmentsProjections = {
  /** The bytes are fetched afterwards, a chunk at a time. */
  attachment(db, record) {
    const attachment = AttachmentRecord.parse({ ...contentOf<object>(record), version: record.version })
    saveAttachment(db, attachment)
    const { hash, chunks } = attachment
    const here = db.row<{ n: number }>('SELECT count(*) AS n FROM blob_chunks WHERE hash = $hash', { hash })
    if (here?.n === chunks) return
    db.run(`INSERT INTO blob_transfers (hash, direction) VALUES ($hash, 'down') ON CONFLICT (hash) DO NOTHING`, {
      hash,
    })
  },
} satisfies Projections
