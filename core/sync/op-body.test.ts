import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OpBody } from './op.js'
import { readOpBody } from './op-body.js'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/)
const time = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())
const texts = fc.array(fc.string({ maxLength: 70 }), { maxLength: 5 })
const bodies: fc.Arbitrary<Record<string, unknown>> = fc.record({
  kind: fc.oneof(fc.constantFrom('patient', 'chain-call', 'order'), fc.string()),
  id: fc.string({ maxLength: 70 }),
  patientId: fc.oneof(fc.constant(null), id, fc.string()),
  version: fc.oneof(fc.integer(), fc.double()),
  author: fc.record({ id: fc.string({ maxLength: 70 }), name: fc.string({ maxLength: 210 }) }),
  at: fc.oneof(time, fc.constantFrom('2026-02-30T08:00:00.000Z', '2026-02-29T08:00:00.000Z', '2026-01-05T08:00:00Z')),
  basis: texts,
  fields: fc.oneof(fc.constant(null), texts),
  salt: fc.oneof(fc.constant(null), fc.stringMatching(/^0x[0-9a-f]{64}$/), fc.string()),
  isDecision: fc.boolean(),
  body: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
})

test('what an op says is read as the schema reads it', () => {
  fc.assert(
    fc.property(bodies, (said) => {
      expect(readOpBody(said)).toEqual(OpBody.safeParse(said).data)
    }),
  )
})

test('a field that is missing, of another kind or too much is judged as the schema judges it', () => {
  const field = fc.constantFrom(...Object.keys(OpBody.shape), 'another')
  const value = fc.oneof(fc.constant(undefined), fc.jsonValue())
  fc.assert(
    fc.property(bodies, field, value, fc.boolean(), (body, name, other, isGone) => {
      const said = { ...body, [name]: other }
      if (isGone) delete said[name]
      expect(readOpBody(said)).toEqual(OpBody.safeParse(said).data)
    }),
  )
})
