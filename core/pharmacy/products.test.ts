import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { openPharmacy } from '../../tests/support/open-pharmacy.js'
import { refusal } from '../../tests/support/refusal.js'
import { amoxicillin, beginVisit } from '../../tests/support/visit.js'
import { BatchId, ProductId } from '../kernel/ids.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)

test('products are found by words, requirement and stock', async () => {
  const { desk, stock, pharmacist } = await openPharmacy(clinic)
  const found = async (filter: Parameters<typeof desk.pharmacy.listProducts>[0]) =>
    (await desk.pharmacy.listProducts(filter)).items.map(({ id }) => id)
  expect(await found({})).toEqual([stock.acetaminophenId, stock.amoxicillinId])
  expect(await found({ text: 'amox cosmos' })).toEqual([stock.amoxicillinId])
  expect(await found({ requiresPrescription: false })).toEqual([stock.acetaminophenId])
  await pharmacist.pharmacy.adjustStock({ batchId: stock.otherBatchId, change: -50, reason: 'Broken' })
  expect(await found({ isInStock: true })).toEqual([stock.amoxicillinId])
  expect(await found({ isInStock: false })).toEqual([stock.acetaminophenId])
  const page = await desk.pharmacy.listProducts({ limit: 1 })
  expect(await found({ limit: 1, cursor: page.nextCursor ?? '' })).toEqual([stock.amoxicillinId])
})

test('a product is offered once, and a delivery fills its shelf', async () => {
  await beginVisit(clinic)
  const { pharmacy } = await clinic.as('pharmacist')
  const offer = { rxNormCode: amoxicillin.rxNormCode, manufacturer: 'Dawa', unitPriceMinor: 30, reorderLevel: 5 }
  const product = await pharmacy.saveProduct(offer)
  expect(product).toMatchObject({
    name: amoxicillin.name,
    available: 0,
    batches: [],
    verification: { isVerified: false },
  })
  expect(await refusal(clinic, pharmacy.saveProduct({ ...offer, manufacturer: 'DAWA' }))).toMatchObject({
    code: 'ALREADY_SOLD',
  })
  expect(await refusal(clinic, pharmacy.saveProduct({ ...offer, rxNormCode: '999' }))).toMatchObject({
    code: 'MEDICINE_UNKNOWN',
  })
  const delivery = { productId: product.id, batchNumber: 'D-1', expiresOn: '2027-01-31', quantity: 40 }
  await pharmacy.receiveStock(delivery)
  expect(await pharmacy.receiveStock(delivery)).toMatchObject({
    available: 80,
    batches: [{ batchNumber: 'D-1', onHand: 80 }],
    verification: { isVerified: true },
  })
  expect(await refusal(clinic, pharmacy.receiveStock({ ...delivery, expiresOn: '2026-11-20' }))).toMatchObject({
    code: 'EXPIRED',
  })
  const productId = ProductId.parse(unknownId)
  expect(await refusal(clinic, pharmacy.receiveStock({ ...delivery, productId }))).toMatchObject({
    code: 'PRODUCT_UNKNOWN',
  })
})

test('a count is corrected with a reason, and never below nothing', async () => {
  const { stock, pharmacist, desk } = await openPharmacy(clinic)
  const adjust = { batchId: stock.soonBatchId, change: -3, reason: 'Broken' }
  expect(await pharmacist.pharmacy.adjustStock(adjust)).toMatchObject({ available: 107, batches: [{ onHand: 7 }, {}] })
  expect(await refusal(clinic, pharmacist.pharmacy.adjustStock({ ...adjust, change: -8 }))).toEqual({
    code: 'BELOW_ZERO',
    data: { onHand: 7 },
  })
  expect(
    await refusal(clinic, pharmacist.pharmacy.adjustStock({ ...adjust, batchId: BatchId.parse(unknownId) })),
  ).toMatchObject({ code: 'BATCH_UNKNOWN' })
  expect(await refusal(clinic, desk.pharmacy.adjustStock(adjust))).toMatchObject({ code: 'FORBIDDEN' })
})
