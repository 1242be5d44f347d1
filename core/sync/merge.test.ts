import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MergePolicy } from '../kernel/entities.js'
import { changedFields, completeOps, mergeRecord, type RecordBody, type RecordOp } from './merge.js'
import { nextHlc } from './rules.js'

const op = (
  opId: string,
  hlc: string,
  basis: string[],
  body: RecordBody,
  fields: string[] | null = null,
): RecordOp => ({ opId, hlc, basis, body, fields })

test('fields that two people changed apart both stand', () => {
  const merged = mergeRecord('fields', [
    op('a', '1', [], { phone: '1', city: 'X', version: 1 }),
    op('b', '2', ['a'], { phone: '2', city: 'X', version: 2 }, ['phone']),
    op('c', '3', ['a'], { phone: '1', city: 'Y', version: 2 }, ['city']),
  ])
  expect(merged).toEqual({
    body: { phone: '2', city: 'Y', version: 3 },
    version: 3,
    heads: ['b', 'c'],
    lost: [],
    conflict: [],
  })
})

test('of one field the last writer wins, and what the other wrote is not forgotten', () => {
  const merged = mergeRecord('fields', [
    op('a', '1', [], { phone: '1' }),
    op('b', '2', ['a'], { phone: '2' }, ['phone']),
    op('c', '3', ['a'], { phone: '3' }, ['phone']),
  ])
  expect(merged.body).toEqual({ phone: '3' })
  expect(merged.lost).toEqual([{ field: 'phone', value: '2', opId: 'b', byOpId: 'c' }])
})

test('a correction of what was seen loses nothing', () => {
  const merged = mergeRecord('fields', [
    op('a', '1', [], { phone: '1' }),
    op('b', '2', ['a'], { phone: '2' }, ['phone']),
  ])
  expect(merged.lost).toEqual([])
})

test('two clinical versions made apart wait for a person; a decision on top of both ends it', () => {
  const apart = [
    op('a', '1', [], { reaction: 'rash' }),
    op('b', '2', ['a'], { reaction: 'hives' }),
    op('c', '3', ['a'], { reaction: 'swelling' }),
  ]
  expect(mergeRecord('versions', apart)).toMatchObject({ body: { reaction: 'swelling' }, conflict: ['b', 'c'] })
  const decided = [...apart, op('d', '4', ['b', 'c'], { reaction: 'hives' })]
  expect(mergeRecord('versions', decided)).toMatchObject({ body: { reaction: 'hives' }, heads: ['d'], conflict: [] })
})

test('of two decisions made apart the last one stands; an edit beside a decision asks again', () => {
  const apart = [
    op('a', '1', [], { reaction: 'rash' }),
    op('b', '2', ['a'], { reaction: 'hives' }),
    op('c', '3', ['a'], { reaction: 'swelling' }),
    { ...op('d', '4', ['b', 'c'], { reaction: 'hives' }), isDecision: true },
  ]
  const decided = [...apart, { ...op('e', '5', ['b', 'c'], { reaction: 'swelling' }), isDecision: true }]
  expect(mergeRecord('versions', decided)).toMatchObject({ body: { reaction: 'swelling' }, conflict: [] })
  expect(mergeRecord('versions', [...apart, op('e', '5', ['c'], { reaction: 'none' })]).conflict).toEqual(['d', 'e'])
})

test('an op whose history has not come takes no part until it has', () => {
  const ops = [op('a', '1', [], { x: 1 }), op('c', '3', ['b'], { x: 3 }, ['x']), op('d', '4', ['c'], { x: 4 }, ['x'])]
  expect(completeOps(ops).map(({ opId }) => opId)).toEqual(['a'])
  const late = op('b', '2', ['a'], { x: 2 }, ['x'])
  expect(completeOps([...ops, late]).map(({ opId }) => opId)).toEqual(['a', 'b', 'c', 'd'])
})

test('two people who wrote the same do not disagree', () => {
  const same = [op('a', '1', [], { x: 1 }), op('b', '2', ['a'], { x: 2 }), op('c', '3', ['a'], { x: 2 })]
  expect(mergeRecord('versions', same).conflict).toEqual([])
})

test('an edit names the fields that it changed', () => {
  expect(changedFields({ a: 1, b: [1], version: 1 }, { a: 1, b: [2], c: null, version: 2 })).toEqual(['b'])
})

/** Devices that edit one record, each seeing what it happens to have seen. */
const histories = fc
  .array(
    fc.record({
      device: fc.nat(3),
      field: fc.constantFrom('x', 'y', 'z'),
      value: fc.nat(5),
      sees: fc.array(fc.nat(3)),
      skewMs: fc.integer({ min: -9_000, max: 9_000 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((steps) => {
    const all: RecordOp[] = []
    const seen = Array.from({ length: 4 }, () => new Map<string, RecordOp>())
    const clocks: (string | null)[] = [null, null, null, null]
    steps.forEach(({ device, field, value, sees, skewMs }, index) => {
      const mine = seen[device] ?? new Map<string, RecordOp>()
      for (const other of sees) for (const [id, known] of seen[other] ?? []) mine.set(id, known)
      const known = [...mine.values()]
      const wall = new Date(1_700_000_000_000 + index * 1_000 + skewMs).toISOString()
      const latest = known.reduce<string | null>(
        (last, { hlc }) => (last === null || hlc > last ? hlc : last),
        clocks[device] ?? null,
      )
      const hlc = nextHlc(latest, wall)
      clocks[device] = hlc
      const body =
        known.length === 0
          ? { x: 0, y: 0, z: 0, [field]: value }
          : { ...mergeRecord('fields', known).body, [field]: value }
      const made: RecordOp = {
        opId: `op-${index}`,
        hlc,
        basis: known.length === 0 ? [] : mergeRecord('fields', known).heads,
        body,
        fields: known.length === 0 ? null : [field],
      }
      mine.set(made.opId, made)
      all.push(made)
    })
    return all
  })
const policies = fc.constantFrom<MergePolicy>('append', 'fields', 'versions')

test('the same set of ops comes to the same record, in whatever order and however often they came', () => {
  fc.assert(
    fc.property(
      policies,
      histories.chain((ops) =>
        fc.tuple(
          fc.constant(ops),
          fc.shuffledSubarray([...ops, ...ops], { minLength: ops.length * 2, maxLength: ops.length * 2 }),
        ),
      ),
      (policy, [ops, shuffled]) => {
        expect(mergeRecord(policy, shuffled)).toEqual(mergeRecord(policy, ops))
      },
    ),
  )
})

test('no value disappears without a trace: it is shown, was seen before it was written over, or is named as lost', () => {
  fc.assert(
    fc.property(histories, (ops) => {
      const { body, lost } = mergeRecord('fields', ops)
      for (const { fields, body: said } of ops)
        for (const field of fields ?? []) {
          const isShown = body[field] === said[field]
          // Two who wrote the same wrote one value.
          const isNamed = lost.some((value) => value.field === field && value.value === said[field])
          // Whoever wrote over the value had it in front of them, from this op or from another that said the same.
          const isSeen = ops.some(
            (later) =>
              (later.fields ?? []).includes(field) &&
              ops.some((same) => same.body[field] === said[field] && isOnTopOf(ops, later, same.opId)),
          )
          expect(isShown || isNamed || isSeen).toBe(true)
        }
    }),
  )
})

function isOnTopOf(ops: readonly RecordOp[], later: RecordOp, opId: string): boolean {
  return later.basis.some((base) => {
    const parent = ops.find((candidate) => candidate.opId === base)
    return base === opId || (parent !== undefined && isOnTopOf(ops, parent, opId))
  })
}
