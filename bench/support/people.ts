import type { Demographics } from '../../core/patients/model.js'
import { PeopleMaker } from '../../node/demo/people.js'
import { Random } from '../../node/demo/random.js'

/** One maker gives no phone number twice, and numbers that belong to nobody are few: another goes on after so many people. */
const peopleOfOneMaker = 50_000

/** People as the demo clinic has them, without end; the same people for the same seed. */
export function makePeople(seed: number): () => Demographics {
  const random = new Random(seed)
  let maker = new PeopleMaker(random, '2026-01-05')
  let made = 0
  return () => {
    if (made > 0 && made % peopleOfOneMaker === 0) maker = new PeopleMaker(random, '2026-01-05')
    made += 1
    const {
      id: _id,
      code: _code,
      version: _version,
      registeredAt: _at,
      updatedAt: _then,
      ...demographics
    } = maker.next()
    return demographics
  }
}
