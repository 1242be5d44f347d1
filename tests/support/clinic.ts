import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import { personalKey } from '../../adapters/keys/personal-key.js'
import { builtInPayer } from '../../adapters/payer/built-in.js'
import type { Door } from '../../core/dispatch.js'
import { enrollStaff } from '../../core/identity/intake.js'
import { StaffId } from '../../core/kernel/ids.js'
import type { Instant } from '../../core/kernel/instant.js'
import { addMinutes } from '../../core/kernel/instant.js'
import { permissionsOf, type Role } from '../../core/kernel/roles.js'
import type { Clock } from '../../core/ports/clock.js'
import type { Host } from '../../core/ports/host.js'
import type { PayerPort } from '../../core/ports/payer.js'
import type { SignedIn } from '../../core/ports/vault.js'
import { createClinic } from '../../core/tenancy/intake.js'
import { assetsInCheckout } from '../../node/assets.js'
import type { Log } from '../../node/log.js'
import { createRecords, type OpenRecords, openRecords } from '../../node/records.js'
import { router } from '../../node/router.js'
import { newDevice, plantSecrets, readTenantSecrets } from '../../node/secrets.js'
import { randomIds } from '../../node/system.js'

/** A clock that stands where a test puts it. */
export class TestClock implements Clock {
  #now: Instant

  constructor(now: Instant) {
    this.#now = now
  }

  now(): Instant {
    return this.#now
  }

  set(now: Instant): void {
    this.#now = now
  }

  advance(minutes: number): void {
    this.#now = addMinutes(this.#now, minutes)
  }
}

/** Every operation, called in process as one member of staff. Refusals are ORPCErrors with their `code`. */
export type Client = RouterClient<typeof router>

export interface TestClinic {
  readonly clock: TestClock
  readonly records: OpenRecords
  readonly database: OpenRecords['database']
  readonly folder: string
  /** The client of somebody with this role; the same person each time. */
  as(role: Role): Promise<Client>
  /** Who that is. */
  staff(role: Role): SignedIn
  /** Another person of the role. */
  another(role: Role): { client: Client; who: SignedIn }
  /** Defects that were reported, which a test usually wants to be none. */
  readonly defects: unknown[]
  /** Closes the file and opens it again, as the next start of the program does. */
  openAgain(): Promise<void>
  close(): Promise<void>
}

export interface TestClinicOptions {
  now?: Instant
  host?: Pick<Host, 'start'>
  payer?: PayerPort
  /** What the shell says of this computer's printers; otherwise there is no shell. */
  printers?: Host['printers']
  /** A workstation of the same clinic: this one shares its secrets, and knows nothing until it receives. */
  joins?: TestClinic
}

/** No chain process: what a workstation has when its chain does not start. Calls wait in the outbox; digests work. */
const noChain: Pick<Host, 'start'> = { start: () => Promise.reject(new Error('No chain process in this test.')) }

const silentLog: Log = { info: () => undefined, defect: () => 'TEST', close: () => undefined }

/**
 * A clinic on a real SQLCipher file in a folder of its own, with the real dispatcher, journal and keys; the clinic is in
 * Nairobi, charges US dollars, and it is a Saturday morning. Rounds never run by themselves.
 */
export async function openClinic(options: TestClinicOptions = {}): Promise<TestClinic> {
  const folder = mkdtempSync(join(tmpdir(), 'medichain clinic '))
  const file = join(folder, 'records.db')
  const { host = noChain } = options
  const clock = new TestClock(options.now ?? '2026-11-21T06:00:00.000Z')
  const assets = assetsInCheckout(process.cwd())
  const key = new Uint8Array(48).fill(9)
  const made = createRecords(file, key, assets)
  const { joins } = options
  made.transact((db) => (joins ? plantSecrets(db, newDevice(), readTenantSecrets(joins.database)) : plantSecrets(db)))
  made.close()
  const open = () =>
    openRecords(file, key, {
      assets,
      clock,
      ids: randomIds,
      host: {
        callsGoTo: () => undefined,
        printers: options.printers ?? (() => null),
        start: (helper, args) => host.start(helper, args),
      },
      log: silentLog,
      payer: options.payer ?? builtInPayer(),
      roundSeconds: 86_400,
      nodePatienceMs: 600_000,
      cost: { algorithm: 'argon2id', memoryKib: 256, passes: 1, lanes: 1 },
    })
  let records = open()
  const defects: unknown[] = []
  const people = new Map<Role, SignedIn>()
  if (!joins)
    records.journal.transact(
      { actorId: 'set-up', actorName: 'Set-up', action: 'identity.setUpClinic', door: 'system' },
      (unit) =>
        createClinic(unit, {
          id: randomIds.newId(),
          name: 'Harbor Clinic',
          jurisdiction: 'KE',
          timeZone: 'Africa/Nairobi',
          currency: 'USD',
          isDemo: false,
          autoLockMinutes: 10,
          suspension: null,
          accent: null,
          logo: null,
          version: 1,
        }),
    )

  function enroll(role: Role): SignedIn {
    const number = people.size + records.database.rows('SELECT 1 FROM staff').length
    const personal = personalKey(new Uint8Array(32).fill(number + 1))
    const staff = {
      id: StaffId.parse(randomIds.newId()),
      displayName: `${role} ${number}`,
      loginName: `${role}.${number}`,
      roles: [role],
      chainAddress: personal.address,
      isActive: true,
      version: 1,
    }
    records.journal.transact(
      { actorId: staff.id, actorName: staff.displayName, action: 'identity.addStaff', door: 'system' },
      (unit) => enrollStaff(unit, records.keys, staff),
    )
    return {
      session: { staff, permissions: [...permissionsOf([role])], clinic: records.clinic(), signedInAt: clock.now() },
      key: personal,
    }
  }

  function staff(role: Role): SignedIn {
    if (joins) return joins.staff(role)
    const known = people.get(role) ?? enroll(role)
    people.set(role, known)
    return known
  }

  const clientOf = (who: SignedIn): Client =>
    createRouterClient(router, {
      context: {
        door: standingDoor(who),
        vault: noVault,
        clock,
        ids: randomIds,
        workstation: () => records,
        reportDefect: (_operation, error) => {
          defects.push(error)
          return 'TEST'
        },
      },
    })

  return {
    clock,
    get records() {
      return records
    },
    get database() {
      return records.database
    },
    folder,
    defects,
    staff,
    as: async (role) => clientOf(staff(role)),
    another: (role) => {
      const who = enroll(role)
      return { client: clientOf(who), who }
    },
    async openAgain() {
      await records.close()
      records = open()
    },
    async close() {
      await records.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A door at which somebody stands all the time. */
const standingDoor = (who: SignedIn): Door => ({
  kind: 'window',
  signedIn: () => who,
  enter: () => null,
  leave: () => undefined,
})

/** These clinics are opened by their key; whoever tests the vault opens a node. */
const noVault = new Proxy({} as never, {
  get: (_, name) => () => {
    // There is no key file that could follow.
    if (name === 'followStaff') return Promise.resolve()
    throw new Error('This test clinic has no vault.')
  },
})
