import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { play, scenarios } from '../../tests/support/fleet.js'
import { Replica } from '../../tests/support/replica.js'

/** `npm run test:deep` asks for more, and names the seed. */
const runs = Number(process.env.MEDICHAIN_RUNS ?? 10_000)
const seed = process.env.MEDICHAIN_SEED === undefined ? {} : { seed: Number(process.env.MEDICHAIN_SEED) }

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex')

test(
  'workstations that work apart, restart, lose time and go back to old backups come to the same state, and lose nothing that was acknowledged',
  () => {
    fc.assert(
      fc.property(scenarios(72), ({ size, steps }) => {
        const time = { step: 0 }
        const fleet = Array.from({ length: size }, (_, index) => new Replica(`d${index}`, time))
        play(steps, fleet, (states) => {
          const [first, ...others] = states.map(hashOf)
          if (others.some((hash) => hash !== first))
            expect(states.slice(1)).toEqual(states.slice(1).map(() => states[0]))
        })
      }),
      { numRuns: runs, ...seed },
    )
  },
  // The machine may be doing other things; a run takes well below ten milliseconds.
  60_000 + runs * 20,
)
