import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UsageLine } from './model.js'
import { addMonths, checkLines, hourOf, monthBounds, monthOf, usageTable, wordsOf } from './rules.js'

/** A stand-in for SHA-256 and Ed25519 that is enough for rules: the words themselves, and the words with a name. */
const seals = {
  hash: (words: string) => `#${words}`,
  isSigned: (device: string, words: string, signature: string) =>
    device === 'stranger' ? null : signature === `${device} ${words}`,
}

function chain(device: string, quantities: readonly number[]): UsageLine[] {
  let prevHash = ''
  return quantities.map((quantity, place) => {
    const open: UsageLine = {
      ...{ id: `${device}${place}`, tenantId: 't', device, seq: place + 1, hour: '2026-10-01T08:00:00.000Z' },
      ...{ resource: 'video', quantity, source: 'metered', sealedAt: '2026-10-01T09:00:00.000Z', prevHash },
      ...{ hash: '', signature: '' },
    }
    const hash = seals.hash(wordsOf(open))
    prevHash = hash
    return { ...open, hash, signature: `${device} ${hash}` }
  })
}
const none = () => null

test('a chain that nobody touched is intact, on any number of workstations', () => {
  const lines = [...chain('a', [1, 2, 3]), ...chain('b', [4])]
  expect(checkLines(lines, 't', seals, none)).toMatchObject({ isIntact: true, lines: 4, workstations: 2, fault: null })
  expect(checkLines([], 't', seals, none)).toMatchObject({ isIntact: true, lines: 0 })
  expect(checkLines(chain('stranger', [1]), 't', seals, none)).toMatchObject({ isIntact: true, unknownSigners: 1 })
})

test('whatever is changed in a line, it is found', () => {
  const length = 4
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: length - 1 }),
      fc.constantFrom('quantity', 'hour', 'resource', 'id', 'prevHash', 'hash', 'tenantId', 'seq'),
      (place, field) => {
        const lines = chain('a', [1, 2, 3, 4]).map((line, index) =>
          index === place ? { ...line, [field]: typeof line[field as 'seq'] === 'number' ? 99 : 'x' } : line,
        ) as UsageLine[]
        expect(checkLines(lines, 't', seals, none).isIntact).toBe(false)
      },
    ),
  )
})

test('a missing line, a chain that was made anew without the key, and another tenant’s are named', () => {
  const [first, , third] = chain('a', [1, 2, 3])
  expect(checkLines([first, third] as UsageLine[], 't', seals, none).fault).toMatchObject({
    kind: 'missing-line',
    seq: 3,
  })
  const forged = chain('a', [1, 7]).map((line) => ({ ...line, signature: 'no' }))
  expect(checkLines(forged, 't', seals, none).fault).toMatchObject({ kind: 'wrong-signature', seq: 2 })
  expect(checkLines(chain('a', [1]), 'other', seals, none).fault).toMatchObject({ kind: 'foreign-tenant' })
})

test('a line that says other than the records is named', () => {
  expect(checkLines(chain('a', [5]), 't', seals, () => 5)).toMatchObject({ isIntact: true, recounted: 1 })
  expect(checkLines(chain('a', [5]), 't', seals, () => 4).fault).toMatchObject({ kind: 'differs-from-records' })
})

test('months follow one another, in any zone, without an hour lost or counted twice', () => {
  expect(addMonths('2026-01', -1)).toBe('2025-12')
  expect(addMonths('2026-12', 1)).toBe('2027-01')
  const zone = fc.constantFrom('UTC', 'Africa/Nairobi', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe')
  fc.assert(
    fc.property(zone, fc.integer({ min: -600, max: 600 }), (timeZone, months) => {
      const month = addMonths('2026-01', months)
      const { from, until } = monthBounds(month, timeZone)
      expect(monthBounds(addMonths(month, 1), timeZone).from).toBe(until)
      expect([hourOf(from), monthOf(from, timeZone)]).toEqual([from, month])
    }),
  )
})

test('a line in a table says its hour as the clinic reads it and as the clock does', () => {
  const [line] = chain('desk', [12])
  if (!line) throw new Error('There is no line.')
  const late: UsageLine = { ...line, hour: '2026-10-31T21:00:00.000Z' }
  expect(usageTable([late], 'Asia/Kolkata')).toEqual([
    {
      ...{ date: '2026-11-01', time: '02:30', hour_utc: late.hour, resource: 'video', quantity: 12 },
      ...{ unit: 'participant-minutes', source: 'metered', workstation: 'desk', line: 1, sha256: line.hash },
    },
  ])
})
