import { keccak256 } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hex32 } from '../../core/ports/chain.js'
import { toHex } from './hex.js'
import { merkleTree, verifyPath } from './merkle.js'
import { loadQuickKeccak } from './quick-keccak.js'

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex)
const batch = fc.uniqueArray(hash, { minLength: 1, maxLength: 70 })

describe('a Merkle tree', () => {
  it('proves every leaf', () => {
    fc.assert(
      fc.property(batch, (leaves) => {
        const { root, path } = merkleTree(leaves)
        expect(leaves.every((leaf, index) => verifyPath(root, leaf, path(index)))).toBe(true)
      }),
    )
  })

  it('is the same by the quick keccak', async () => {
    const quick = await loadQuickKeccak()
    fc.assert(
      fc.property(batch, (leaves) => {
        const [plain, quicker] = [merkleTree(leaves), merkleTree(leaves, quick)]
        expect(quicker.root).toBe(plain.root)
        expect(leaves.map((_, index) => quicker.path(index))).toEqual(leaves.map((_, index) => plain.path(index)))
      }),
    )
  })

  it('proves nothing but its leaves', () => {
    fc.assert(
      fc.property(batch, hash, fc.nat(), (leaves, stranger, seed) => {
        fc.pre(!leaves.includes(stranger))
        const { root, path } = merkleTree(leaves)
        expect(verifyPath(root, stranger, path(seed % leaves.length))).toBe(false)
      }),
    )
  })

  it('proves no leaf by a changed path', () => {
    fc.assert(
      fc.property(batch, hash, fc.nat(), (leaves, other, seed) => {
        const index = seed % leaves.length
        const leaf = leaves[index] ?? other
        const { root, path } = merkleTree(leaves)
        const siblings = path(index)
        expect(verifyPath(root, leaf, [...siblings, other])).toBe(false)
        for (const at of siblings.keys()) {
          fc.pre(siblings[at] !== other)
          expect(verifyPath(root, leaf, siblings.with(at, other))).toBe(false)
        }
      }),
    )
  })

  it('lets no inner node or root pass for a leaf', () => {
    fc.assert(
      fc.property(batch, (leaves) => {
        const { root, path } = merkleTree(leaves)
        const siblings = path(0)
        for (const [at, sibling] of siblings.entries())
          expect(verifyPath(root, sibling, siblings.slice(at))).toBe(false)
        expect(verifyPath(root, root, [])).toBe(false)
      }),
    )
  })

  it('has another root when a leaf is changed, added or doubled', () => {
    fc.assert(
      fc.property(batch, hash, fc.nat(), (leaves, other, seed) => {
        fc.pre(!leaves.includes(other))
        const { root } = merkleTree(leaves)
        expect(merkleTree(leaves.with(seed % leaves.length, other)).root).not.toBe(root)
        expect(merkleTree([...leaves, other]).root).not.toBe(root)
        expect(merkleTree([...leaves, leaves.at(-1) ?? other]).root).not.toBe(root)
      }),
    )
  })

  it("hashes as OpenZeppelin's MerkleProof does", () => {
    const [a, b]: [Hex32, Hex32] = [`0x${'01'.repeat(32)}`, `0x${'02'.repeat(32)}`]
    const [first = '', second = ''] = [keccak256(keccak256(a)), keccak256(keccak256(b))].sort()
    expect(merkleTree([a, b]).root).toBe(keccak256(`${first}${second.slice(2)}`))
    expect(merkleTree([a]).root).toBe(keccak256(keccak256(a)))
    expect(merkleTree([a]).path(0)).toEqual([])
  })

  it('needs leaves of 32 bytes, at least one, and paths for leaves it has', () => {
    expect(() => merkleTree([])).toThrow(RangeError)
    expect(() => merkleTree(['0x01'])).toThrow(RangeError)
    expect(() => merkleTree([`0x${'01'.repeat(32)}`]).path(1)).toThrow(RangeError)
  })
})
