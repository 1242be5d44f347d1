import { formatMoney } from '../../../core/kernel/money.js'
import type { Conflict, ConflictKind } from '../../../core/sync/model.js'
import { clockTime, dateWords, dayWords } from '../../ui/time-words.js'
import type { Tone } from '../../ui/tone.js'

export const kindWords = {
  versions: 'Two versions',
  'double-booking': 'Double booking',
  'over-filled': 'Filled too often',
  'double-claim': 'Claimed twice',
  'same-allergy': 'Allergy twice',
  'same-person': 'Same person?',
  'negative-stock': 'Stock below nothing',
  clock: 'Clock',
} as const satisfies Record<ConflictKind, string>

/** The most urgent first: what can hurt a patient today, then what keeps somebody waiting, then the books. */
const urgencies = ['now', 'today', 'soon'] as const
export type Urgency = (typeof urgencies)[number]

export const urgencyWords = { now: 'Patient safety', today: 'Today', soon: 'When there is time' } as const
export const urgencyTones = { now: 'danger', today: 'attention', soon: 'neutral' } as const satisfies Record<
  Urgency,
  Tone
>

const urgencyOfKind: Readonly<Record<ConflictKind, Urgency>> = {
  versions: 'today',
  'over-filled': 'now',
  'same-allergy': 'now',
  'double-booking': 'today',
  'negative-stock': 'today',
  'double-claim': 'soon',
  'same-person': 'soon',
  clock: 'soon',
}

/** How soon somebody should look. */
export const urgencyOf = ({ kind, about }: Pick<Conflict, 'kind' | 'about'>): Urgency =>
  kind === 'versions' && about.kind === 'allergy' ? 'now' : urgencyOfKind[kind]

/** The most urgent first, of these the newest. */
export const byUrgency = (conflicts: readonly Conflict[]): Conflict[] =>
  [...conflicts].sort((a, b) => {
    const order = urgencies.indexOf(urgencyOf(a)) - urgencies.indexOf(urgencyOf(b))
    return order !== 0 ? order : a.foundAt < b.foundAt ? 1 : -1
  })

/** The question, as the heading of its page. */
export const questionOf = ({ kind, about }: Pick<Conflict, 'kind' | 'about'>): string => {
  switch (kind) {
    case 'versions':
      return `Which version of ${recordWords[about.kind] ?? 'the record'} stands?`
    case 'double-booking':
      return 'Who keeps the time?'
    case 'over-filled':
      return 'Which fill stands?'
    case 'double-claim':
      return 'Which claim stands?'
    case 'same-allergy':
      return 'Which entry of the allergy stands?'
    case 'same-person':
      return 'Is this one person?'
    case 'negative-stock':
      return 'What is on the shelf?'
    case 'clock':
      return 'Which clock is wrong?'
  }
}

const recordWords: Readonly<Record<string, string>> = {
  allergy: 'the allergy',
  consultation: 'the visit',
  'encounter-summary': 'the summary',
  order: 'the order',
  claim: 'the claim',
}

/** What a field is called where its own name would not be read as it is meant. */
const fieldNames: Readonly<Record<string, string>> = {
  criticality: 'Risk',
  isActive: 'On the active list',
  retractionReason: 'Reason for taking it off',
  recordedAt: 'Written down',
  recordedBy: 'By',
  feeMinor: 'Fee',
  externalId: 'Number elsewhere',
  onHand: 'On hand',
  startsAt: 'Begins',
  endsAt: 'Ends',
  payerName: 'Payer',
  planName: 'Plan',
  placedAt: 'Ordered',
  claimedMinor: 'Asked of the payer',
  patientOwesMinor: 'Patient’s part',
  totalMinor: 'Total',
  paidMinor: 'Paid by the payer',
  prescriptionCheck: 'Prescription checked by',
  diagnosisCodes: 'Diagnoses',
  expiresOn: 'Expires',
}

/** Retraction reason, out of retractionReason. */
export function fieldName(name: string): string {
  const known = fieldNames[name]
  if (known !== undefined) return known
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/ (Minor|At|On)$/i, '')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

/** What nobody compares: it is what the row above it says already, or means nothing to a person. */
const hidden: ReadonlySet<string> = new Set([
  'allergen',
  // Who wrote it and when stands above each side.
  'recordedAt',
  'recordedBy',
  'request',
  'registeredAt',
  'updatedAt',
  'currency',
  'payable',
  'proof',
])
/** Whether a field says something to a person who compares two versions. */
export const isShown = (name: string): boolean => !hidden.has(name)

interface Place {
  timeZone: string
  currency: string
  now: string
}

/** A value as a person reads it. Null where nothing is recorded. */
export function fieldValue(name: string, value: string | null, place: Place): string | null {
  if (value === null || value === '') return null
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value))
    return `${dayWords(value, place.timeZone, place.now)}, ${clockTime(value, place.timeZone)}`
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dateWords(value)
  if (name.endsWith('Minor') && /^-?\d+$/.test(value)) return formatMoney(Number(value), place.currency)
  if (value === 'true') return 'Yes'
  if (value === 'false') return 'No'
  if (/^[[{]/.test(value)) return structureWords(value)
  return coded.has(name) ? value.charAt(0).toUpperCase() + value.slice(1).replaceAll('-', ' ') : value
}

/** Fields whose values are words of the program. */
const coded: ReadonlySet<string> = new Set(['state', 'criticality', 'mode', 'sex', 'prescriptionCheck'])

/** A list or an address in a line: Amoxicillin 500 mg × 14; Moi Avenue 1, Nairobi. */
function structureWords(text: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  const words = Array.isArray(value)
    ? value
        .map(partWords)
        .filter((part) => part !== '')
        .join('; ')
    : partWords(value)
  return words === '' ? null : words
}

function partWords(part: unknown): string {
  if (typeof part === 'string' || typeof part === 'number') return String(part)
  if (typeof part !== 'object' || part === null) return ''
  const facts = part as Record<string, unknown>
  const name = facts.name ?? facts.description ?? facts.kind
  if (typeof name === 'string')
    return typeof facts.quantity === 'number' ? `${name} × ${facts.quantity}` : name === 'pickup' ? 'Picked up' : name
  return Object.values(facts)
    .filter((value) => typeof value === 'string')
    .join(', ')
}
