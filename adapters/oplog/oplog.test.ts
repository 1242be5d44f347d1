import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchFault, checkBatch, encodeBatch, hashSealedOp, readBatchHead, type SealedOp, sealBatch } from './batch.js'
import { merklePath, merkleRoot, provesOp } from './merkle.js'
import { decodePage, encodePage } from './page.js'
import { newSigningKey, publicKeyOf, signingKeyOf, signWords, verifyingKeyOf, verifyWords } from './signing.js'

const tenant = 'T'.repeat(22)
const device = 'D'.repeat(22)
const zeros = '0'.repeat(64)
const { key, seed } = newSigningKey()
const publicKey = verifyingKeyOf(publicKeyOf(key))

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

function log(count: number, change: (header: Record<string, unknown>) => object = (header) => header): SealedOp[] {
  const ops: SealedOp[] = []
  let prevHash = zeros
  for (let seq = 1; seq <= count; seq += 1) {
    const header = {
      v: 1,
      tenant,
      epoch: 1,
      device,
      seq,
      prevHash,
      opId: 'O'.repeat(22),
      hlc: `${seq}`.padStart(24, '0'),
    }
    const op = { header: Buffer.from(JSON.stringify(change(header))), body: randomBytes(40 + (seq % 7)) }
    ops.push(op)
    prevHash = hex(hashSealedOp(op))
  }
  return ops
}

const seal = (ops: readonly SealedOp[]) => sealBatch(key, { tenant, device, fromSeq: 1, prevHash: zeros }, ops)

function faultOf(bytes: Uint8Array): string {
  try {
    checkBatch(bytes, publicKey)
    return 'none'
  } catch (error) {
    return error instanceof BatchFault ? error.code : `not a BatchFault: ${String(error)}`
  }
}

describe('a batch', () => {
  it('comes back as it was sealed, whatever the number of its ops', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
        const ops = log(count)
        const { head, bytes } = seal(ops)
        expect(readBatchHead(bytes)).toEqual(head)
        const checked = checkBatch(bytes, publicKey)
        expect(checked.head).toEqual(head)
        expect(checked.ops.map(({ header, body }) => [hex(header), hex(body)])).toEqual(
          ops.map(({ header, body }) => [hex(header), hex(body)]),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('shows every single changed byte', () => {
    const { bytes } = seal(log(5))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ flip
        expect(faultOf(changed)).toMatch(/MALFORMED|BAD_SIGNATURE/)
      }),
      { numRuns: 500 },
    )
  })

  it('shows a cut at any byte', () => {
    const { bytes } = seal(log(3))
    for (let length = 0; length < bytes.length; length += 1)
      expect(faultOf(bytes.subarray(0, length))).toBe('MALFORMED')
  })

  it('shows ops dropped, swapped, doubled or of somebody else', () => {
    const ops = log(4)
    const { head } = seal(ops)
    const [a, b, c, d] = ops as [SealedOp, SealedOp, SealedOp, SealedOp]
    for (const lie of [
      [a, b, c],
      [a, c, b, d],
      [a, b, b, d],
      [a, b, c, d, d],
    ])
      expect(faultOf(encodeBatch(head, lie))).toBe('MALFORMED')
    expect(faultOf(seal(log(2, (header) => ({ ...header, tenant: 'X'.repeat(22) }))).bytes)).toBe('MALFORMED')
    expect(faultOf(seal(log(2, (header) => ({ ...header, prevHash: zeros }))).bytes)).toBe('MALFORMED')
    expect(faultOf(seal(log(2, (header) => ({ ...header, surplus: 1 }))).bytes)).toBe('MALFORMED')
  })

  it('shows a signature by another key', () => {
    const stranger = newSigningKey().key
    expect(faultOf(sealBatch(stranger, { tenant, device, fromSeq: 1, prevHash: zeros }, log(2)).bytes)).toBe(
      'BAD_SIGNATURE',
    )
  })

  it('refuses an op above 1 MiB and a batch above 8 MiB', () => {
    const [first] = log(1)
    if (!first) throw new Error('no op')
    expect(faultOf(seal([{ header: first.header, body: new Uint8Array(1_048_576) }]).bytes)).toBe('TOO_LARGE')
    expect(faultOf(new Uint8Array(8 * 1_048_576 + 1))).toBe('TOO_LARGE')
  })
})

describe('the tree over op hashes', () => {
  it('proves each op and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 33 }), fc.nat(), (count, choice) => {
        const hashes = Array.from({ length: count }, () => randomBytes(32))
        const index = choice % count
        const root = merkleRoot(hashes)
        const path = merklePath(hashes, index)
        expect(provesOp(root, hashes[index] ?? new Uint8Array(), path)).toBe(true)
        expect(provesOp(root, randomBytes(32), path)).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})

describe('keys', () => {
  it('sign the same from their seed, and a short signature is a no', () => {
    const signature = signWords(signingKeyOf(seed), 'words')
    expect(verifyWords(publicKey, 'words', signature)).toBe(true)
    expect(verifyWords(publicKey, 'other words', signature)).toBe(false)
    expect(verifyWords(publicKey, 'words', signature.slice(0, 20))).toBe(false)
  })
})

describe('a page', () => {
  it('comes back as it was, and a cut one is refused', () => {
    const entries = [
      { cursor: 7, batch: randomBytes(10) },
      { cursor: 2 ** 40, batch: randomBytes(1) },
    ]
    const bytes = encodePage(entries)
    expect(decodePage(bytes).map(({ cursor, batch }) => [cursor, hex(batch)])).toEqual(
      entries.map(({ cursor, batch }) => [cursor, hex(batch)]),
    )
    expect(() => decodePage(bytes.subarray(0, -1))).toThrow(RangeError)
  })
})
