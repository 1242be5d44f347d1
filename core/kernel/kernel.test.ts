import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical.js'
import { isCodeSound, makeCode, readCode } from './code.js'
import { atLocalTime, dayBounds, dayOf, minutesBetween, yearsBetween } from './instant.js'
import { decimalAmount, percentOf } from './money.js'
import { foldPhone, foldText, line } from './text.js'

const fiveBelow32 = fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 5, maxLength: 5 })
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

test('a code catches every single wrong character', () => {
  fc.assert(
    fc.property(fiveBelow32, fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 31 }), (numbers, at, shift) => {
      const code = makeCode('P', numbers)
      expect(isCodeSound(code)).toBe(true)
      const wrong = alphabet.charAt((alphabet.indexOf(code.charAt(at)) + shift) % 32)
      expect(isCodeSound(code.slice(0, at) + wrong + code.slice(at + 1))).toBe(false)
    }),
  )
})

test('a code is read as people type it', () => {
  fc.assert(
    fc.property(fiveBelow32, (numbers) => {
      const code = makeCode('R', numbers)
      expect(readCode(` ${code.toLowerCase().replace('-', ' ')} `)).toBe(code)
      expect(readCode(code.replace(/0/g, 'O').replace(/1/g, 'I'))).toBe(code)
    }),
  )
  expect(readCode('Okafor')).toBeUndefined()
})

test('canonical JSON does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('folding forgets accents and case, and keeps other scripts', () => {
  expect(foldText('  José  ÅSTRÖM-Nuñez ')).toBe('jose astrom-nunez')
  expect(foldText('Łukasz Strauß Æbelø')).toBe('lukasz strauss aebelo')
  expect(foldText('王 伟')).toBe('王 伟')
  expect(foldPhone('+254 712 345-678')).toBe(foldPhone('0712345678'))
})

test('a line holds no control characters and is not empty', () => {
  expect(line(5).safeParse('  abc ').data).toBe('abc')
  for (const bad of ['', '   ', 'a\nb', 'a\u0000b', 'abcdef']) expect(line(5).safeParse(bad).success).toBe(false)
})

test('a share of an amount is rounded half up and never exceeds it', () => {
  expect(percentOf(999, 50)).toBe(500)
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.integer({ min: 0, max: 100 }), (amount, percent) => {
      const share = percentOf(amount, percent)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(amount)
      expect(Math.abs(share - (amount * percent) / 100)).toBeLessThanOrEqual(0.5)
    }),
  )
})

test('a day has 23, 24 or 25 hours, as its zone says', () => {
  const hours = (day: string, zone: string) => {
    const { startsAt, endsAt } = dayBounds(day, zone)
    return minutesBetween(startsAt, endsAt) / 60
  }
  expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23)
  expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25)
  expect(hours('2026-10-25', 'Africa/Nairobi')).toBe(24)
})

test('wall-clock times are the clinic’s, whatever the machine’s zone', () => {
  expect(atLocalTime('2026-11-21', '09:00', 'Africa/Nairobi')).toBe('2026-11-21T06:00:00.000Z')
  expect(dayOf('2026-11-21T22:30:00.000Z', 'Africa/Nairobi')).toBe('2026-11-22')
  expect(yearsBetween('1984-02-29', '2026-02-28')).toBe(41)
})

test('an amount is written in the digits of its currency', () => {
  const written = [
    ['USD', '12345.60'],
    ['JPY', '1234560'],
    ['KWD', '1234.560'],
  ] as const
  for (const [currency, text] of written) expect(decimalAmount(1_234_560, currency)).toBe(text)
  expect(decimalAmount(-5, 'USD')).toBe('-0.05')
})

test('the day of an instant is what its zone’s calendar shows, whichever was asked for before', () => {
  const zones = [
    'Africa/Nairobi',
    'America/St_Johns',
    'America/Havana',
    'Africa/Cairo',
    'Pacific/Apia',
    'Asia/Kathmandu',
  ]
  const formats = zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('en-CA', { timeZone })] as const)
  const hours = fc.integer({ min: Date.parse('1990-01-01') / 3_600_000, max: Date.parse('2030-01-01') / 3_600_000 })
  fc.assert(
    fc.property(
      hours,
      fc.constantFrom(...formats),
      fc.array(fc.integer({ min: 0, max: 72 * 60 })),
      (hour, zone, minutes) => {
        for (const minute of minutes) {
          const at = new Date(hour * 3_600_000 + minute * 60_000)
          expect(dayOf(at.toISOString(), zone[0])).toBe(zone[1].format(at))
        }
      },
    ),
  )
  // Clocks went from 00:01 back to 23:01 of the day before.
  const after = [
    '2010-11-07T03:00:00.000Z',
    '2010-11-07T02:30:30.000Z',
    '2010-11-07T02:40:00.000Z',
    '2010-11-07T03:40:00.000Z',
  ]
  expect(after.map((instant) => dayOf(instant, 'America/St_Johns'))).toEqual([
    '2010-11-06',
    '2010-11-07',
    '2010-11-06',
    '2010-11-07',
  ])
})

test('plain names fold as all others do', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '-', "'", '0') }), (text) => {
      expect(foldText(text)).toBe(text.toLowerCase().replace(/\s+/g, ' ').trim())
    }),
  )
})
