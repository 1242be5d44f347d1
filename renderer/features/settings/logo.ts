import { maximumLogoBytes } from '../../../core/tenancy/model.js'

/** A picture of this many pixels stays sharp on paper; where it weighs too much, a smaller one is tried. */
const sides = [384, 256, 160, 96]

/**
 * Paints a picture, whatever its kind (an SVG too), and answers what was painted as a PNG in base64: nothing else of the file
 * comes along. Null where it is no picture, or one that weighs too much at every size.
 */
export async function paintLogo(file: Blob): Promise<string | null> {
  const url = URL.createObjectURL(file)
  try {
    const picture = new Image()
    picture.src = url
    await picture.decode()
    for (const side of sides) {
      const png = paint(picture, side)
      if (png !== null && (png.length * 3) / 4 <= maximumLogoBytes) return png
    }
    return null
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}

function paint(picture: HTMLImageElement, side: number): string | null {
  // An SVG may have no size of its own.
  const [width, height] = [picture.naturalWidth || side, picture.naturalHeight || side]
  const scale = Math.min(1, side / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const brush = canvas.getContext('2d')
  if (brush === null) return null
  brush.imageSmoothingQuality = 'high'
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '')
}
