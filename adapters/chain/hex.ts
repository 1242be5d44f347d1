import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hex, Hex32 } from '../../core/ports/chain.js'

/** @throws when it is not hexadecimal. */
export const toBytes = (hex: string): Uint8Array => hexToBytes(hex.startsWith('0x') ? hex.slice(2) : hex)

export const toHex = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`

export const keccak = (bytes: Uint8Array): Uint8Array => keccak_256(bytes)

/** keccak256 of a text, as Solidity's `keccak256("…")`. */
export const keccakText = (text: string): Hex32 => toHex(keccak_256(utf8ToBytes(text)))

/** A 32-byte word of Solidity's ABI: numbers, addresses and bytes32 alike stand at its right end. @throws {RangeError} */
function toWord(value: string | number | bigint): Uint8Array {
  const digits = typeof value === 'string' ? value.replace(/^0x/, '') : value.toString(16)
  if (digits.length > 64 || digits.startsWith('-')) throw new RangeError('The value does not fit in 32 bytes.')
  return hexToBytes(digits.padStart(64, '0'))
}

/** keccak256 of the words one after the other: Solidity's `keccak256(abi.encode(…))` for static types. */
export function keccakWords(...values: (string | number | bigint)[]): Hex32 {
  const bytes = new Uint8Array(values.length * 32)
  for (const [index, value] of values.entries()) bytes.set(toWord(value), index * 32)
  return toHex(keccak_256(bytes))
}
