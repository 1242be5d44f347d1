import { expect, test } from 'vitest'
import { randomIds, systemClock } from '../../node/system.js'
import { codeOf } from '../../tests/support/catalogue.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { draftWhenDue } from './drafting.js'

let clinic: TestClinic
let admin: Client

eachInClinic(async (opened) => {
  clinic = opened
  admin = await clinic.as('tenant-admin')
})

const newId = () => randomIds.newId()
const use = async (quantity: number, at = '2026-10-05T09:00:00.000Z') => {
  const { id: tenantId } = await admin.tenancy.getClinic({})
  await admin.usage.record({ id: newId(), tenantId, resource: 'video', quantity, at })
}
async function saveCard(changes: { minimumMinor?: number; priceMinor?: number } = {}) {
  const { version } = await admin.invoices.getRateCard({})
  return admin.invoices.saveRateCard({
    ...{ version, currency: 'USD', minimumMinor: changes.minimumMinor ?? 0, taxName: 'VAT', taxBasisPoints: 1_600 },
    paymentDays: 14,
    items: [
      { resource: 'video', per: 1, allowance: 100, tiers: [{ upTo: null, priceMinor: changes.priceMinor ?? 2 }] },
    ],
  })
}
async function issueOctober() {
  const draft = await admin.invoices.create({ month: '2026-10' })
  return admin.invoices.issue({ invoiceId: draft.id, version: draft.version })
}
const pay = (invoiceId: string, amountMinor: number | null, id = newId(), paidOn = '2026-11-21') =>
  admin.invoices.markPaid({ id, invoiceId, amountMinor, method: 'bank-transfer', reference: 'T-1', paidOn })

test('a month’s usage becomes a draft, an issued invoice and, paid in parts, a paid one', async () => {
  await saveCard()
  await use(400)
  await use(200)
  const draft = await admin.invoices.create({ month: '2026-10' })
  expect(draft).toMatchObject({ state: 'draft', subtotalMinor: 1_000, taxMinor: 160, totalMinor: 1_160, dueOn: null })
  expect(draft.lines).toMatchObject([{ resource: 'video', quantity: 600, allowance: 100, amountMinor: 1_000 }])
  expect(await codeOf(pay(draft.id, null))).toBe('NOT_ISSUED')
  const issued = await admin.invoices.issue({ invoiceId: draft.id, version: 1 })
  expect(issued).toMatchObject({ state: 'issued', dueOn: '2026-12-05', outstandingMinor: 1_160, version: 2 })
  expect(await codeOf(admin.invoices.discard({ invoiceId: draft.id, version: 2 }))).toBe('NOT_A_DRAFT')
  const key = newId()
  expect(await pay(draft.id, 160, key)).toMatchObject({ state: 'issued', outstandingMinor: 1_000 })
  expect(await pay(draft.id, 160, key)).toMatchObject({ state: 'issued', outstandingMinor: 1_000 })
  expect(await codeOf(pay(draft.id, 1_001))).toBe('OVERPAYMENT')
  expect(await codeOf(pay(draft.id, 1_000, newId(), '2026-11-22'))).toBe('PAID_AHEAD')
  clinic.clock.advance(15 * 24 * 60)
  expect(await admin.invoices.get({ invoiceId: draft.id })).toMatchObject({ state: 'overdue' })
  expect(await pay(draft.id, null)).toMatchObject({ state: 'paid', outstandingMinor: 0 })
  expect(await codeOf(pay(draft.id, null))).toBe('NOTHING_OWED')
  expect((await admin.invoices.list({})).items).toMatchObject([{ code: draft.code, state: 'paid', totalMinor: 1_160 }])
})

test('a rate card that changes after the issue does not change the invoice', async () => {
  await saveCard()
  await use(600)
  const issued = await issueOctober()
  const changed = await saveCard({ priceMinor: 900 })
  expect(changed.version).toBe(2)
  expect(await admin.invoices.get({ invoiceId: issued.id })).toEqual(issued)
  const { savedAt: _at, savedBy: _by, ...terms } = changed
  expect(await codeOf(admin.invoices.saveRateCard({ ...terms, version: 1 }))).toBe('VERSION_CONFLICT')
})

test('a month without usage costs the minimum, and without a minimum has no invoice; a month that is not over has none yet', async () => {
  await saveCard()
  expect(await codeOf(admin.invoices.create({ month: '2026-10' }))).toBe('NOTHING_USED')
  expect(await codeOf(admin.invoices.create({ month: '2026-11' }))).toBe('MONTH_NOT_OVER')
  expect(await codeOf(admin.invoices.create({ month: '2027-03' }))).toBe('MONTH_NOT_OVER')
  expect(await codeOf(admin.invoices.create({ month: '2026-13' }))).toBe('BAD_REQUEST')
  await saveCard({ minimumMinor: 500 })
  const draft = await admin.invoices.create({ month: '2026-10' })
  expect(draft).toMatchObject({ subtotalMinor: 500, taxMinor: 80, lines: [{ resource: null, amountMinor: 500 }] })
})

test('a month has one invoice, until its draft is thrown away or all of it is credited', async () => {
  await saveCard()
  await use(600)
  const draft = await admin.invoices.create({ month: '2026-10' })
  expect(await codeOf(admin.invoices.create({ month: '2026-10' }))).toBe('MONTH_INVOICED')
  await use(100)
  expect((await admin.invoices.get({ invoiceId: draft.id })).late).toEqual([{ resource: 'video', quantity: 100 }])
  expect(await codeOf(admin.invoices.discard({ invoiceId: draft.id, version: 7 }))).toBe('VERSION_CONFLICT')
  await admin.invoices.discard({ invoiceId: draft.id, version: 1 })
  const issued = await issueOctober()
  expect(issued).toMatchObject({ subtotalMinor: 1_200, late: [] })
  const credit = (amountMinor: number) =>
    admin.invoices.credit({ id: newId(), invoiceId: issued.id, amountMinor, reason: 'Counted twice.' })
  expect(await credit(392)).toMatchObject({ state: 'issued', outstandingMinor: 1_000 })
  expect(await codeOf(credit(1_001))).toBe('TOO_MUCH')
  expect(await credit(1_000)).toMatchObject({ state: 'credited', outstandingMinor: 0 })
  expect((await admin.invoices.create({ month: '2026-10' })).state).toBe('draft')
})

test('a dispute names a line and is answered once', async () => {
  await saveCard()
  await use(600)
  const { id: invoiceId } = await issueOctober()
  const dispute = { invoiceId, resource: 'video' as const, reason: 'We had no calls that week.' }
  const { isDisputed, entries } = await admin.invoices.dispute(dispute)
  expect(isDisputed).toBe(true)
  expect(await codeOf(admin.invoices.dispute(dispute))).toBe('ALREADY_DISPUTED')
  const answer = {
    invoiceId,
    disputeId: entries[0]?.id ?? '',
    outcome: 'stands',
    comment: 'The lines are sound.',
  } as const
  expect(await codeOf(admin.invoices.answerDispute({ ...answer, disputeId: newId() }))).toBe('DISPUTE_UNKNOWN')
  expect(await admin.invoices.answerDispute(answer)).toMatchObject({ isDisputed: false })
  expect(await codeOf(admin.invoices.answerDispute(answer))).toBe('ALREADY_ANSWERED')
})

test('last month is drafted by itself once, by a card that somebody saved', async () => {
  const { journal } = clinic.records
  const act = { actorId: 'system', actorName: 'MediChain', action: 'invoices.draft', door: 'system' } as const
  const tools = { ...randomIds, ...systemClock, journal, database: clinic.database, act, now: () => clinic.clock.now() }
  const draft = () => draftWhenDue(tools, 'Africa/Nairobi')
  const states = async () => (await admin.invoices.list({})).items.map(({ month, state }) => `${month} ${state}`)
  await use(600)
  draft()
  expect(await states()).toEqual([])
  await saveCard()
  draft()
  draft()
  expect(await states()).toEqual(['2026-10 draft'])
  const [{ id = '' } = {}] = (await admin.invoices.list({})).items
  await admin.invoices.discard({ invoiceId: id, version: 1 })
  draft()
  expect(await states()).toEqual([])
})

test('an auditor reads all of it and changes nothing', async () => {
  await saveCard()
  await use(600)
  const { id: invoiceId } = await issueOctober()
  const auditor = await clinic.as('auditor')
  expect(await auditor.invoices.get({ invoiceId })).toMatchObject({ state: 'issued' })
  expect(await codeOf(auditor.invoices.dispute({ invoiceId, resource: null, reason: 'x' }))).toBe('FORBIDDEN')
})
