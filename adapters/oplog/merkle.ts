import { sha256 } from './sha256.js'

/**
 * Merkle trees over op hashes, SHA-256. An op's hash is a leaf as it is: what it was made from begins with the brace of the
 * header's JSON, and an inner node's begins with another byte, so that neither passes for the other. The odd node of a level
 * moves up unchanged, because doubling it would give two batches one root.
 */
const parentOf = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(innerMark, left, right)
const innerMark = Uint8Array.of(1)

/** One step from a leaf to the root: the sibling, and on which side it stands. */
export interface MerkleStep {
  readonly sibling: Uint8Array
  readonly isLeft: boolean
}

/** The root over these hashes, in this order. @throws {RangeError} when there are none. */
export function merkleRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes
  while (level.length > 1) level = parents(level)
  const [root] = level
  if (root === undefined) throw new RangeError('A batch needs at least one op.')
  return root
}

/** The way from the hash at this index to the root, lowest sibling first. @throws {RangeError} when there is no such index. */
export function merklePath(hashes: readonly Uint8Array[], index: number): MerkleStep[] {
  if (!Number.isInteger(index) || index < 0 || index >= hashes.length) throw new RangeError('No such op in the batch.')
  const steps: MerkleStep[] = []
  let [level, position] = [hashes, index]
  while (level.length > 1) {
    const sibling = level[position ^ 1]
    if (sibling !== undefined) steps.push({ sibling, isLeft: position % 2 === 1 })
    level = parents(level)
    position = Math.floor(position / 2)
  }
  return steps
}

/** Whether the way leads from this op's hash to the root: proves one op of a signed batch without the others. */
export function provesOp(root: Uint8Array, hash: Uint8Array, path: readonly MerkleStep[]): boolean {
  let node = hash
  for (const { sibling, isLeft } of path) node = isLeft ? parentOf(sibling, node) : parentOf(node, sibling)
  return Buffer.compare(node, root) === 0
}

function parents(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]]
    if (left !== undefined) above.push(right === undefined ? left : parentOf(left, right))
  }
  return above
}
