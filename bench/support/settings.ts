import { join } from 'node:path'
import { parseArgs } from 'node:util'

export type Size = 'quick' | 'default' | 'full'

/** How much a run measures; every figure reads it from the command line that the run hands on. */
export interface Settings {
  size: Size
  /** Patients in the clinic. */
  patients: number
  /** How often floor and ours alternate. */
  rounds: number
}

const sizes: Readonly<Record<Size, Settings>> = {
  quick: { size: 'quick', patients: 10_000, rounds: 3 },
  default: { size: 'default', patients: 100_000, rounds: 5 },
  full: { size: 'full', patients: 1_000_000, rounds: 5 },
}

export function readSettings(argv: string[] = process.argv.slice(2)): Settings {
  const { values } = parseArgs({
    args: argv,
    options: { quick: { type: 'boolean', default: false }, full: { type: 'boolean', default: false } },
    strict: false,
  })
  return sizes[values.full ? 'full' : values.quick ? 'quick' : 'default']
}

/** The checkout; the bench runs in it. */
export const root = process.cwd()

/** What a run makes and the next one may use again; ignored by git. */
export const cacheDir = join(root, '.cache', 'bench')
