import type { AttachmentRecord } from '../attachments/model.js'
import type { Subject } from './unit.js'

/** A file that is encrypted under a key of its own, in the chunks in which it travels. */
export interface SealedFile {
  record: AttachmentRecord
  chunks: Uint8Array[]
}

/** Seals files before a transaction and opens them after it; `core/attachments/intake` and `reads` keep them. */
export interface FileSealer {
  seal(file: {
    id: string
    about: Subject
    name: string
    mediaType: string
    content: Uint8Array
    addedBy: string
    addedAt: string
  }): SealedFile
  /** The file's bytes. @throws where they are not those that were sealed. */
  open(file: SealedFile): Uint8Array
  /** Base64, in which a file crosses a door. */
  decode(base64: string): Uint8Array
  encode(content: Uint8Array): string
}
