import { keccak_256 } from '@noble/hashes/sha3.js'
import { createKeccak } from 'hash-wasm'

let quick: ((bytes: Uint8Array) => Uint8Array) | undefined
let isAskedFor = false

/**
 * keccak256. A commitment is made for each record that arrives, so it is hashed in WebAssembly, ten times as quick as in
 * JavaScript, which serves until that is loaded.
 */
export function keccak256(bytes: Uint8Array): Uint8Array {
  if (quick) return quick(bytes)
  if (!isAskedFor) {
    isAskedFor = true
    // Where it cannot be loaded, the slower one goes on.
    load().catch(() => undefined)
  }
  return keccak_256(bytes)
}

async function load(): Promise<void> {
  const hasher = await createKeccak(256)
  quick = (bytes) => hasher.init().update(bytes).digest('binary')
}
