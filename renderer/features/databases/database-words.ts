import type { SecureDatabaseStatus } from '../../../core/databases/model.js'
import type { Tone } from '../../ui/tone.js'

export const statusWords: Record<SecureDatabaseStatus, { word: string; tone: Tone }> = {
  encrypting: { word: 'Being made', tone: 'accent' },
  ready: { word: 'Ready', tone: 'done' },
  suspended: { word: 'Suspended', tone: 'neutral' },
  rotating: { word: 'New key', tone: 'accent' },
  failed: { word: 'Failed', tone: 'danger' },
  shredded: { word: 'Key destroyed', tone: 'neutral' },
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** 5,120 → 5 kB, in the reader's way of writing. */
export function bytesText(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(1, Math.abs(bytes))) / 3), units.length - 1)
  const unit = units[step] ?? 'byte'
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(undefined, format).format(bytes / 1_000 ** step)
}

export function growthText(growth: { bytes: number; days: number } | null): string {
  if (growth === null) return 'Known from the second day on'
  const days = growth.days === 1 ? 'a day' : `${growth.days} days`
  return growth.bytes < 0 ? `${bytesText(-growth.bytes)} less in ${days}` : `${bytesText(growth.bytes)} more in ${days}`
}
