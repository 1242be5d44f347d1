import { maximumLogoSide } from './model.js'

/** What words on a color need to be read by everybody: WCAG 2 AA. */
export const readableContrast = 4.5

/** How a color of `#rrggbb` stands against white, from 1 (white itself) to 21 (black). */
export function contrastWithWhite(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  )
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** The chunks that make up the picture. Texts, places, profiles and whatever else a PNG may carry are none of them. */
const pictureChunks: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])

/**
 * The picture of a PNG, and nothing else that the file may carry: texts, places, profiles, whatever comes after its end. Null for
 * what is no PNG or too large a one. The window draws whatever somebody chose (an SVG too) and sends what was painted; other
 * programs may send anything.
 */
export function cleanLogo(bytes: Uint8Array): Uint8Array | null {
  if (!signature.every((byte, at) => bytes[at] === byte)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept = [bytes.subarray(0, signature.length)]
  let at = signature.length
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if ((type === 'IHDR') !== (at === signature.length) || at + 12 + length > bytes.length) return null
    if (type === 'IHDR' && !isSmall(view, at, length)) return null
    if (pictureChunks.has(type)) kept.push(bytes.subarray(at, at + 12 + length))
    at += 12 + length
    if (type === 'IEND') return joined(kept)
  }
  return null
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function isSmall(view: DataView, at: number, length: number): boolean {
  if (length !== 13) return false
  const sides = [view.getUint32(at + 8), view.getUint32(at + 12)]
  return sides.every((side) => side >= 1 && side <= maximumLogoSide)
}
