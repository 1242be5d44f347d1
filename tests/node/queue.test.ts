import { expect, test } from 'vitest'
import { openClinic } from '../support/clinic.js'
import { playFullDay } from '../support/full-day.js'
import { furnish } from '../support/furnish.js'

test('every change of a day is listed in words, with the code of its record and never what it says', async () => {
  const clinic = await openClinic()
  try {
    await playFullDay(clinic, await furnish(clinic))
    const { items } = await (await clinic.as('front-desk')).sync.listWaiting({ limit: 500 })
    for (const { statement, by } of items) expect([statement, by].every((words) => words.length > 0)).toBe(true)
    const coded = new Set(items.filter(({ code }) => code !== null).map(({ kind }) => kind))
    for (const kind of [
      'patient',
      'allergy',
      'consultation',
      'vitals',
      'note',
      'diagnosis',
      'encounter-summary',
    ] as const)
      expect(coded).toContain(kind)
    for (const kind of [
      'prescription',
      'order',
      'order-event',
      'dispense',
      'claim',
      'claim-event',
      'coverage',
    ] as const)
      expect(coded).toContain(kind)
    expect(JSON.stringify(items)).not.toMatch(/Muñoz|tonsil|Latex/i)
    expect(clinic.defects).toEqual([])
  } finally {
    await clinic.close()
  }
})
