import { createRouterClient } from '@orpc/server'
import { openJournal } from '../../adapters/journal/journal.js'
import { builtInPayer } from '../../adapters/payer/built-in.js'
import { settleClaims } from '../../core/insurance/settlement.js'
import { dayOf, type Instant } from '../../core/kernel/instant.js'
import { permissionsOf } from '../../core/kernel/roles.js'
import type { Clock, Ids } from '../../core/ports/clock.js'
import type { Act } from '../../core/ports/journal.js'
import { findConflicts } from '../../core/sync/checking.js'
import type { FreshClinic } from '../founding.js'
import { projections } from '../projections.js'
import { react } from '../reactions.js'
import { router } from '../router.js'
import { randomIds } from '../system.js'
import { demoSeed, generateDemo } from './generate.js'
import { plantData } from './planting.js'
import { Random } from './random.js'
import type { DemoTools } from './tools.js'

/**
 * Fills the demo clinic's records, which nobody else uses yet, with the two weeks around this moment.
 * @param size how many people; 2,000 where it is not said
 */
export async function plantDemo(demo: FreshClinic, size: { patients?: number } = {}): Promise<void> {
  const now = new Date().toISOString()
  const { timeZone, jurisdiction } = demo.records.clinic()
  const today = dayOf(now, timeZone)
  await plantData(generateDemo({ ...size, today, now, timeZone, jurisdiction, seed: demoSeed }), toolsOf(demo))
}

const system: Act = { actorId: 'system', actorName: 'MediChain', action: 'insurance.settleClaims', door: 'system' }

/**
 * The clinic's own code on a clock that can be set, with a journal of its own: the records' journal must not be written to
 * beside it, and is not, because the records are closed after they were planted.
 */
function toolsOf({ records, staff }: FreshClinic): DemoTools {
  let now: Instant = new Date(0).toISOString()
  const clock: Clock = { now: () => now }
  const random = new Random(demoSeed + 1)
  const ids: Ids = { newId: () => random.id(), newCode: (prefix) => random.code(prefix) }
  const { secrets, keys, database } = records
  const journal = openJournal({
    database,
    keys,
    clock,
    // Ops are sealed under keys that their ids make: those come from the system's randomness.
    ids: randomIds,
    device: { tenant: secrets.tenantId, device: secrets.deviceId, epochs: secrets.epochs },
    projections,
    findConflicts,
    react: (event, unit, act) => {
      const tools = { act, clinic: records.clinic(), keys, now: () => now, ...ids }
      for (const reaction of react) reaction(event, unit, tools)
    },
    committed: () => undefined,
  })
  const workstation = { ...records, journal }
  const members = new Map(
    staff.map(({ staff: person, key }) => {
      const session = {
        staff: person,
        permissions: [...permissionsOf(person.roles)],
        clinic: records.clinic(),
        signedInAt: now,
      }
      const operations = createRouterClient(router, {
        context: {
          door: { kind: 'window', signedIn: () => ({ session, key }), enter: () => null, leave: () => undefined },
          vault: noVault,
          clock,
          ids,
          workstation: () => workstation,
          reportDefect: (operation, error) => {
            throw new Error(`${operation} failed while the demo was planted.`, { cause: error })
          },
        },
      })
      return [person.loginName, { id: person.id, displayName: person.displayName, operations }]
    }),
  )
  const payer = builtInPayer()
  return {
    clock: {
      set: (instant) => {
        now = instant
      },
    },
    journal,
    ids,
    deviceId: secrets.deviceId,
    member(loginName) {
      const member = members.get(loginName)
      if (!member) throw new Error(`Nobody at the demo clinic signs in as ${loginName}.`)
      return member
    },
    settle: async () => {
      await settleClaims({ journal, act: system, payer, deviceId: secrets.deviceId, clock, ids })
    },
  }
}

/** Nobody signs in while the demo is planted. */
const noVault = new Proxy({} as never, {
  get: () => () => {
    throw new Error('There is no vault while the demo is planted.')
  },
})
