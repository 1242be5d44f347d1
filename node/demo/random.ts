import { makeCode } from '../../core/kernel/code.js'

/**
 * Numbers that look random and are the same for the same seed: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state.
 * For data that only has to look real; keys and salts come from the system.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number) {
    this.#a = seed >>> 0
    this.#b = Math.floor(seed / 2 ** 32) >>> 0
    this.#c = 0x9e3779b9
    for (let round = 0; round < 12; round += 1) this.next()
  }

  /** 32 bits, as a number from 0 to 2³² − 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0
    this.#counter = (this.#counter + 1) >>> 0
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0
    this.#b = (this.#c + (this.#c << 3)) >>> 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0
    return sum
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor((this.next() / 2 ** 32) * (max - min + 1))
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.next() / 2 ** 32 < percent / 100
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.int(0, list.length - 1)]
    if (item === undefined) throw new Error('There is nothing to pick from.')
    return item
  }

  /** One of the list, each as often as its weight says. */
  weighted<T extends { weight: number }>(list: readonly T[]): T {
    let left = (this.next() / 2 ** 32) * list.reduce((sum, { weight }) => sum + weight, 0)
    for (const item of list) {
      left -= item.weight
      if (left < 0) return item
    }
    return this.pick(list)
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list]
    for (let end = result.length - 1; end > 0; end -= 1) {
      const other = this.int(0, end)
      const [a, b] = [result[end], result[other]]
      if (a !== undefined && b !== undefined) [result[end], result[other]] = [b, a]
    }
    return result
  }

  /** Each # of a pattern becomes a digit. */
  digits(pattern: string): string {
    return pattern.replace(/#/g, () => String(this.int(0, 9)))
  }

  /** An id as records have it: 128 bits in base64url. */
  id(): string {
    const bytes = new Uint32Array([this.next(), this.next(), this.next(), this.next()])
    return Buffer.from(bytes.buffer).toString('base64url')
  }

  /** A code as people say it: `P-7K3F9Q`. */
  code(prefix: string): string {
    const bits = this.next()
    return makeCode(
      prefix,
      [0, 5, 10, 15, 20].map((shift) => (bits >>> shift) & 31),
    )
  }
}
