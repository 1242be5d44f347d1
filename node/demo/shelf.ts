import { addDays, type CalendarDate } from '../../core/kernel/instant.js'
import { type FormularyEntry, formulary } from '../../resources/reference-data.js'
import { complaints } from './complaints.js'
import type { Random } from './random.js'

export interface DemoBatch {
  batchNumber: string
  receivedOn: CalendarDate
  expiresOn: CalendarDate
  quantity: number
}

export interface DemoProduct {
  rxNormCode: string
  manufacturer: string
  unitPriceMinor: number
  reorderLevel: number
  batches: DemoBatch[]
}

export const productCount = 60

const makers = ['Kestrel Generics', 'Aldine Pharma', 'Northgate Laboratories', 'Sanavita', 'Pacific Generics']
const brandMakers = ['Helion Therapeutics', 'Verity Biologics']

/** Forms that are sold by the piece, of which a few are enough. */
const pieces = /inhaler|pen|injector|injection|implant|patch|spray|pack|syringe|injectable|insulin/

/**
 * Sixty products with one to three batches each, plenty of what the doctors prescribe. Among the rest one has a batch that
 * has expired, one a batch that expires within three weeks, and three are below the level at which more is ordered: something
 * to see for whoever keeps the shelf.
 */
export function stockShelf(random: Random, today: CalendarDate): DemoProduct[] {
  const needed = new Set(complaints.flatMap(({ sig }) => sig?.rxNormCode ?? []))
  const prescribed = formulary.filter(({ rxNormCode }) => needed.has(rxNormCode))
  const others = random.shuffled(formulary.filter(({ rxNormCode }) => !needed.has(rxNormCode)))
  const chosen = [...prescribed, ...others].slice(0, productCount)
  return chosen.map((medicine, place) => {
    const usual = pieces.test(medicine.form) ? 20 : 500
    const size = place < prescribed.length ? usual * 6 : usual
    const isLow = place >= productCount - 3
    const batches = Array.from({ length: isLow ? 1 : random.int(1, 3) }, (_, n) =>
      batch(random, today, isLow ? usual / 10 : size, n),
    )
    if (place === prescribed.length) batches.push(expiredBatch(random, today))
    if (place === prescribed.length + 4)
      batches.push({ ...batch(random, today, usual / 5, 3), expiresOn: addDays(today, 19) })
    return { ...offer(random, medicine), reorderLevel: usual / 5, batches }
  })
}

function offer(random: Random, { rxNormCode, isBrand, typicalUnitPriceMinor }: FormularyEntry) {
  const manufacturer = random.pick(isBrand ? brandMakers : makers)
  const unitPriceMinor = Math.max(1, Math.round((typicalUnitPriceMinor * random.int(90, 115)) / 100))
  return { rxNormCode, manufacturer, unitPriceMinor }
}

function batch(random: Random, today: CalendarDate, size: number, n: number): DemoBatch {
  return {
    batchNumber: `${random.pick(['A', 'B', 'K', 'M', 'T'])}${random.digits('####')}-${n + 1}`,
    receivedOn: addDays(today, -random.int(25, 90)),
    expiresOn: addDays(today, random.int(120, 900)),
    quantity: Math.max(1, Math.round((size * random.int(60, 160)) / 100)),
  }
}

const expiredBatch = (random: Random, today: CalendarDate): DemoBatch => ({
  batchNumber: `X${random.digits('####')}-9`,
  receivedOn: addDays(today, -200),
  expiresOn: addDays(today, -6),
  quantity: 24,
})
