import type { UsageFault, UsageResource } from '../../../core/usage/model.js'

/** What people count something in, and how many metered units that is. */
interface Unit {
  unit: string
  size: number
}

interface ResourceWords extends Unit {
  name: string
  about: string
  /** For what is less than one unit, the largest first. */
  smaller?: readonly Unit[]
}

/** Each resource as people say it. */
export const resourceWords: Readonly<Record<UsageResource, ResourceWords>> = {
  compute: {
    name: 'Compute',
    about: 'Processor time of the workstations',
    unit: 'h',
    size: 3_600_000,
    smaller: [
      { unit: 'min', size: 60_000 },
      { unit: 's', size: 1_000 },
    ],
  },
  storage: {
    name: 'Storage',
    about: 'Records kept, while a workstation was open',
    unit: 'GB h',
    size: 1_000,
    smaller: [{ unit: 'MB h', size: 1 }],
  },
  network: {
    name: 'Network',
    about: 'To and from relays',
    unit: 'MB',
    size: 1_000_000,
    smaller: [{ unit: 'kB', size: 1_000 }],
  },
  chain: { name: 'Chain', about: 'Transactions that a chain took', unit: 'transactions', size: 1 },
  video: { name: 'Video', about: 'Minutes of each participant', unit: 'min', size: 1 },
  messages: { name: 'Messages', about: 'Written in visits', unit: 'messages', size: 1 },
}

/** A quantity in the largest unit of which there is one, so that nobody reads 0.000916 h: 3.2 GB h, 3.3 s. */
export function quantityWords(resource: UsageResource, quantity: number): string {
  const usual = resourceWords[resource]
  const units = quantity === 0 ? [usual] : [usual, ...(usual.smaller ?? [])]
  const { unit, size } = units.find((one) => quantity >= one.size) ?? units.at(-1) ?? usual
  const precision = size === 1 ? {} : { maximumSignificantDigits: 3 }
  return `${new Intl.NumberFormat(undefined, precision).format(quantity / size)} ${unit}`
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
