import { crc32, deflateSync } from 'node:zlib'

/** A chunk of a PNG, with its length and its checksum. */
export function pngChunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A gray picture, with other chunks before its content if wanted. */
export function makePng(width: number, height: number, others: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const content = deflateSync(Buffer.alloc((width + 1) * height, 0x80))
  const end = pngChunk('IEND', new Uint8Array())
  return Buffer.concat([signature, pngChunk('IHDR', header), ...others, pngChunk('IDAT', content), end])
}
