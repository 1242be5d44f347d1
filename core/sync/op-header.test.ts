import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readOpHeader } from './op-header.js'
import { OpHeader } from './protocol.js'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/)
const headers = fc.record({
  v: fc.constant(1 as const),
  tenant: id,
  epoch: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  device: id,
  seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  prevHash: fc.stringMatching(/^[0-9a-f]{64}$/),
  opId: id,
  hlc: fc.oneof(
    fc.string({ minLength: 24, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 20, maxLength: 42 }),
  ),
})

const bySchema = (text: string): unknown => {
  try {
    return OpHeader.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

test('a header is read as the schema reads it, however it is written', () => {
  fc.assert(
    fc.property(headers, fc.boolean(), (header, isReordered) => {
      const written = isReordered ? Object.fromEntries(Object.entries(header).reverse()) : header
      const text = JSON.stringify(written)
      expect(readOpHeader(text)).toEqual(bySchema(text))
    }),
  )
})

test('one character changed makes of it what the schema makes of it', () => {
  fc.assert(
    fc.property(headers, fc.nat(), fc.string({ minLength: 0, maxLength: 2 }), (header, at, put) => {
      const text = JSON.stringify(header)
      const place = at % text.length
      const changed = text.slice(0, place) + put + text.slice(place + 1)
      expect(readOpHeader(changed)).toEqual(bySchema(changed))
    }),
  )
})
