import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(2_048)
let used = pool.length

/**
 * Random bytes of the system's generator, for ids, codes and salts: taken from it by the kilobyte, because asking costs more than
 * the bytes do and a save asks a dozen times. What was given away is wiped. Keys are asked for by themselves.
 */
export function randomBytes(count: number): Buffer {
  if (count > pool.length) throw new RangeError(`${count} bytes are more than ids and salts need.`)
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + count))
  pool.fill(0, used, used + count)
  used += count
  return bytes
}
