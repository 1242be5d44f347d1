import type { StaffId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { PharmacyInsight } from './model.js'
import { type DayStretch, stockOutDays } from './rules.js'
import * as store from './store.js'

/** What was prescribed in a period, and what the shelf lacked. */
export function readPharmacyInsight(
  db: Reader,
  days: readonly DayStretch[],
  doctorId: StaffId | null,
): PharmacyInsight {
  const period = { startsAt: days[0]?.startsAt ?? '', endsAt: days.at(-1)?.endsAt ?? '' }
  const medicines = store.readMedicines(db, period, doctorId)
  const opening = new Map(store.readOpeningStock(db, period.startsAt).map((row) => [row.productId, row.quantity]))
  const changes = new Map<string, number[]>()
  for (const [index, stretch] of days.entries()) {
    for (const { productId, quantity } of store.readStockDay(db, stretch)) {
      const ofProduct = changes.get(productId) ?? new Array<number>(days.length).fill(0)
      ofProduct[index] = quantity
      changes.set(productId, ofProduct)
    }
  }
  const still = new Array<number>(days.length).fill(0)
  const stockOuts = store.readProducts(db).flatMap((product) => {
    const out = stockOutDays(opening.get(product.productId) ?? null, changes.get(product.productId) ?? still)
    return out.days === 0 ? [] : [{ ...product, days: out.days, isOutNow: out.isOut }]
  })
  return {
    medicines: medicines.slice(0, 50),
    prescriptions: medicines.reduce((sum, { prescriptions }) => sum + prescriptions, 0),
    stockOuts: stockOuts.sort((a, b) => b.days - a.days || a.name.localeCompare(b.name)),
  }
}
