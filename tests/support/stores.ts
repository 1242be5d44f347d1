import { afterAll, beforeAll, describe } from 'vitest'
import { startPostgres, type TestPostgres } from './postgres.js'
import { newRelayHome, type RelayHome } from './relay.js'

/** The same tests on both stores of the relay. `newHome` makes a place for a relay that knows nothing yet. */
export function onBothStores(name: string, tests: (newHome: () => Promise<RelayHome>) => void): void {
  describe.each(['sqlcipher', 'postgres'] as const)(`${name}, on %s`, (store) => {
    let postgres: TestPostgres | null = null
    const homes: RelayHome[] = []
    beforeAll(async () => {
      if (store === 'postgres') postgres = await startPostgres()
    })
    afterAll(async () => {
      for (const home of homes) home.remove()
      await postgres?.stop()
    })
    tests(async () => {
      const home = await newRelayHome(postgres)
      homes.push(home)
      return home
    })
  })
}
