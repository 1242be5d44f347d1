import type { SecureDatabaseStatus } from '../../../core/databases/model.js'
import { bytesText } from '../../ui/bytes-text.js'
import type { Tone } from '../../ui/tone.js'

export const statusWords: Record<SecureDatabaseStatus, { word: string; tone: Tone }> = {
  encrypting: { word: 'Being made', tone: 'accent' },
  ready: { word: 'Ready', tone: 'done' },
  suspended: { word: 'Suspended', tone: 'neutral' },
  rotating: { word: 'New key', tone: 'accent' },
  failed: { word: 'Failed', tone: 'danger' },
  shredded: { word: 'Key destroyed', tone: 'neutral' },
}

/** How fast a database grows, in words. */
export function growthText(growth: { bytes: number; days: number } | null): string {
  if (growth === null) return 'Known from the second day on'
  const days = growth.days === 1 ? 'a day' : `${growth.days} days`
  return growth.bytes < 0 ? `${bytesText(-growth.bytes)} less in ${days}` : `${bytesText(growth.bytes)} more in ${days}`
}
