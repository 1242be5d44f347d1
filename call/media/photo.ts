import type { MessageContent } from '../../core/kernel/rooms/sealing.js'
import { toBase64Url } from '../encryption/bytes.js'

export type Photo = MessageContent['photos'][number]

/** Weak lines carry these: the longer side in pixels, and the quality of JPEG. */
const longestPixels = 1_280
const jpegQuality = 0.7
const maximumChars = 1_400_000

/** A photo made small, and without the place and time that cameras write into it; null where it is no picture. */
export async function readPhoto(file: Blob): Promise<Photo | null> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, longestPixels / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', jpegQuality))
    if (small === null) return null
    const content = toBase64Url(new Uint8Array(await small.arrayBuffer()))
    return content.length > maximumChars ? null : { mediaType: 'image/jpeg', content }
  } catch {
    return null
  }
}

/** What an `img` shows. */
export const pictureUrl = ({ mediaType, content }: { mediaType: string; content: string }): string =>
  `data:${mediaType};base64,${content.replaceAll('-', '+').replaceAll('_', '/')}`
