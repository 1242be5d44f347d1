import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Bounds {
  x?: number
  y?: number
  width: number
  height: number
  isMaximized: boolean
}

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const minimumSize = { width: 1024, height: 700 }
const initialBounds: Bounds = { width: 1280, height: 800, isMaximized: false }

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

/** The remembered bounds made fit for the screens of today: a window on a screen that was unplugged is out of reach. */
export function fitBounds(remembered: unknown, screens: readonly Area[]): Bounds {
  if (typeof remembered !== 'object' || remembered === null) return initialBounds
  const { x, y, width, height, isMaximized } = remembered as Partial<Record<keyof Bounds, unknown>>
  if (!isWhole(width) || !isWhole(height)) return initialBounds
  const size = {
    width: Math.max(width, minimumSize.width),
    height: Math.max(height, minimumSize.height),
    isMaximized: isMaximized === true,
  }
  if (!isWhole(x) || !isWhole(y)) return size
  const isReachable = screens.some(
    (screen) =>
      x + size.width > screen.x && x < screen.x + screen.width && y >= screen.y && y < screen.y + screen.height,
  )
  return isReachable ? { ...size, x, y } : size
}

export function readBounds(file: string, screens: readonly Area[]): Bounds {
  try {
    return fitBounds(JSON.parse(readFileSync(file, 'utf8')), screens)
  } catch {
    // Never written, or cut short by a power failure: not worth a word.
    return initialBounds
  }
}

export function writeBounds(file: string, bounds: Bounds): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(bounds))
    renameSync(`${file}.new`, file)
  } catch {
    // A full disk must not keep the program from closing.
  }
}
