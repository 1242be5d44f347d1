import type { UsageFault, UsageResource } from '../../../core/usage/model.js'

interface ResourceWords {
  name: string
  about: string
  /** What people count it in, and how many metered units that is. */
  unit: string
  size: number
}

/** Each resource as people say it. */
export const resourceWords: Readonly<Record<UsageResource, ResourceWords>> = {
  compute: { name: 'Compute', about: 'Processor time of the workstations', unit: 'h', size: 3_600_000 },
  storage: { name: 'Storage', about: 'Records kept, while a workstation was open', unit: 'GB h', size: 1_000 },
  network: { name: 'Network', about: 'To and from relays', unit: 'MB', size: 1_000_000 },
  chain: { name: 'Chain', about: 'Transactions that a chain took', unit: 'transactions', size: 1 },
  video: { name: 'Video', about: 'Minutes of each participant', unit: 'min', size: 1 },
  messages: { name: 'Messages', about: 'Written in visits', unit: 'messages', size: 1 },
}

/** A quantity in the unit that people count it in: 3.2 GB h. */
export function quantityWords(resource: UsageResource, quantity: number): string {
  const { unit, size } = resourceWords[resource]
  const number = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 }).format(quantity / size)
  const whole = new Intl.NumberFormat().format(quantity)
  return `${size === 1 ? whole : number} ${unit}`
}

export const faultWords: Readonly<Record<UsageFault, string>> = {
  'missing-line': 'A line before this one is missing.',
  'changed-line': 'This line is not what its workstation wrote.',
  'wrong-signature': 'The workstation did not sign this line.',
  'foreign-tenant': 'This line is another clinic’s.',
  'differs-from-records': 'The records of calls and messages say another number.',
}

/** A month as people say it: October 2026. */
export const monthWords = (month: string): string =>
  new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )
