import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import { type DocumentType, maximumDocumentBytes } from './model.js'

const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0): boolean =>
  start.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

/** What a file is by its first bytes, whatever its name says; undefined where it is nothing that is attached. */
export function documentTypeOf(bytes: Uint8Array): DocumentType | undefined {
  if (startsWith(bytes, ascii('%PDF-'))) return 'application/pdf'
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBP'), 8)) return 'image/webp'
  return undefined
}

/** Whether a file may become a document of a record. */
export function checkDocument(bytes: Uint8Array): Outcome<DocumentType, 'EMPTY' | 'TOO_LARGE' | 'NOT_A_DOCUMENT'> {
  if (bytes.length === 0) return refuse('EMPTY')
  if (bytes.length > maximumDocumentBytes) return refuse('TOO_LARGE')
  const type = documentTypeOf(bytes)
  return type ? accept(type) : refuse('NOT_A_DOCUMENT')
}
