import type { DayFacts } from '../../core/anomalies/rules.js'
import type { UsageResource } from '../../core/usage/model.js'
import type { Random } from '../../node/demo/random.js'

type Amounts = Record<UsageResource, number>

/** What a workstation of the clinic uses on a usual day, in metered units. */
const usual: Amounts = {
  compute: 25 * 60_000,
  storage: 900 * 9,
  network: 60_000_000,
  chain: 120,
  video: 160,
  messages: 55,
}
export const resources = Object.keys(usual) as UsageResource[]
export const workstation = 'the-front-desk-s-own-0'

/** A day as it comes: quiet at the weekend, where the front desk has the program open at most; records grow a little. */
export function usualUsage(random: Random, day: number): Amounts {
  const weekday = day % 7
  const busy = weekday >= 5 ? random.int(5, 20) / 100 : weekday === 0 ? 1.3 : random.chance(8) ? 1.6 : 1
  const growth = 1 + day / 1_000
  const amount = (resource: UsageResource) => {
    const scatter = random.int(65, 140) / 100
    const size = resource === 'storage' ? growth * random.int(90, 110) * 0.01 : busy * scatter
    return Math.round(usual[resource] * size)
  }
  return Object.fromEntries(resources.map((resource) => [resource, amount(resource)])) as Amounts
}

/** From hardly more than a busy day to eight times a usual one: an endless loop, a copy of everything, a call left open. */
export const spikeOf = (random: Random, resource: UsageResource): number =>
  Math.round((usual[resource] * random.int(25, 80)) / 10)

export const usageFacts = (today: Amounts, before: readonly Amounts[]): DayFacts['usage'] =>
  resources.map((resource) => ({
    ...{ resource, workstation, today: today[resource] },
    before: before.map((amounts) => amounts[resource]),
  }))
