import type { Hex32 } from '../../core/ports/chain.js'
import { keccak as plainKeccak, toBytes, toHex } from './hex.js'

type Keccak = (bytes: Uint8Array) => Uint8Array

/**
 * Merkle trees as OpenZeppelin's MerkleProof verifies them, and AnchorRegistry.verify.
 *
 * A leaf is hashed twice, an inner node once over its two children in ascending order. So an inner node (64 bytes
 * hashed) can never pass for a leaf (32 bytes hashed, twice), and a path needs no left and right. The odd node of a
 * level moves up unchanged; doubling it instead would let two different batches have one root.
 */
export interface MerkleTree {
  root: Hex32
  /** The path from the leaf at this index to the root, lowest sibling first. @throws {RangeError} */
  path(index: number): Hex32[]
}

/**
 * Builds the tree over these leaves, in this order.
 * @param keccak a quicker one for large batches; the results are the same
 * @throws {RangeError} when there are none, or one is not 32 bytes.
 */
export function merkleTree(leaves: readonly Hex32[], keccak: Keccak = plainKeccak): MerkleTree {
  if (leaves.length === 0) throw new RangeError('A batch needs at least one leaf.')
  let level = leaves.map((leaf) => hashLeaf(leaf, keccak))
  const levels = [level]
  while (level.length > 1) {
    level = parents(level, keccak)
    levels.push(level)
  }
  const [root] = level
  if (root === undefined) throw new RangeError('A tree without a root.')
  // Each node is on the paths of many leaves: it is written as text once.
  const written = levels.map((nodes) => nodes.map(toHex))
  return {
    root: toHex(root),
    path(index) {
      if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('No such leaf.')
      const siblings: Hex32[] = []
      for (const [height, nodes] of written.entries()) {
        const sibling = nodes[Math.floor(index / 2 ** height) ^ 1]
        if (sibling !== undefined) siblings.push(sibling)
      }
      return siblings
    },
  }
}

/** Whether the path leads from the leaf to the root. The same arithmetic as the contract's; no chain needed. */
export function verifyPath(root: Hex32, leaf: Hex32, path: readonly Hex32[]): boolean {
  let node = hashLeaf(leaf, plainKeccak)
  for (const sibling of path) node = hashPair(node, toBytes(sibling), plainKeccak)
  return toHex(node) === root.toLowerCase()
}

function parents(level: readonly Uint8Array[], keccak: Keccak): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]]
    if (left !== undefined) above.push(right === undefined ? left : hashPair(left, right, keccak))
  }
  return above
}

function hashLeaf(leaf: Hex32, keccak: Keccak): Uint8Array {
  const bytes = toBytes(leaf)
  if (bytes.length !== 32) throw new RangeError('A leaf has 32 bytes.')
  return keccak(keccak(bytes))
}

function hashPair(a: Uint8Array, b: Uint8Array, keccak: Keccak): Uint8Array {
  const pair = new Uint8Array(64)
  const isAscending = compare(a, b) <= 0
  pair.set(isAscending ? a : b, 0)
  pair.set(isAscending ? b : a, 32)
  return keccak(pair)
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (const [index, byte] of a.entries()) {
    const difference = byte - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
