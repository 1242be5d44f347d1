import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { KdfCost } from '../adapters/keys/kdf.js'
import { type KeyFile, keyFileExists, readKeyFile } from '../adapters/keys/key-file.js'
import { personalKey } from '../adapters/keys/personal-key.js'
import { ensureAdministrator, replaceStaffKey, saveCredential } from '../core/identity/intake.js'
import type { Staff, WorkstationState } from '../core/identity/model.js'
import { readStaff } from '../core/identity/reads.js'
import type { EntityKind } from '../core/kernel/entities.js'
import { StaffId } from '../core/kernel/ids.js'
import { permissionsOf } from '../core/kernel/roles.js'
import type { Keychain } from '../core/ports/host.js'
import type { SignedIn, SignInResult, Vault } from '../core/ports/vault.js'
import { destroyClinic, finishDestroying } from './closing.js'
import { demoClinic } from './demo/clinic.js'
import { actOf, clearAside, type FreshClinic, finishFounding, foundClinic, newClinic } from './founding.js'
import { finishPuttingAside, putAside } from './fresh-start.js'
import { makeCredential, newSeed, openHolder, pepperOf } from './holders.js'
import { importClinic, lookAtExport } from './importing.js'
import { Joiner } from './joining.js'
import { plainFace, renewLostPepper, updateKeyFile } from './key-ring.js'
import { databaseFile, type OpenRecords, openRecords, type RecordsSurroundings } from './records.js'
import { openRecovery } from './recovery.js'
import { findHubs } from './sync/hubs.js'
import { lookAtRelay } from './sync/look.js'
import { Tries } from './tries.js'
import { asUnusable, RecordsUnusable, sentences } from './unusable.js'

export interface VaultOptions extends RecordsSurroundings {
  dataDir: string
  cost: KdfCost
  keychain: Keychain | null
  appVersion: string
  /** Fills the demo clinic's records; called while they are still on the side. */
  plantDemo: (demo: FreshClinic) => Promise<void>
  /** Whether anybody is signed in at any door. */
  isAnybodyIn: () => boolean
}

/** The way to the records, and the records while they are open. */
export interface NodeVault extends Vault {
  records(): OpenRecords | null
  /** The records are open, or a clinic is on its way here: the process that holds this vault has work to do. */
  isBusy(): boolean
  close(): Promise<void>
}

/** Under which name tries of the recovery code count, whoever's passphrase it is to renew. No login name has a space. */
const recoveryTries = 'recovery code'

/** Records of which the key file says something. */
const inKeyFile: ReadonlySet<EntityKind> = new Set<EntityKind>(['credential', 'staff', 'clinic'])

const deactivated = { ok: false, refusal: { code: 'DEACTIVATED' } } as const
const wrong = { ok: false, refusal: { code: 'WRONG_PASSPHRASE' } } as const

/** Opens the key file's folder; the records stay closed until somebody signs in. */
export function openVault(options: VaultOptions): NodeVault {
  const { dataDir, clock, ids, keychain, cost } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(dataDir, 0o700)
  const site = { ...options, keyPath: join(dataDir, 'keys.json'), recordsPath: databaseFile(dataDir) }
  const tries = new Tries(clock, { path: join(dataDir, 'tries.json'), isWritten: isTriedHere })
  let open: { records: OpenRecords; key: Uint8Array } | null = null
  let demo: { isPreparing: boolean } = { isPreparing: false }
  finishPuttingAside(dataDir)
  finishDestroying(dataDir)
  finishFounding(site)
  // What was begun and broke off before its key file was written is nobody's clinic.
  if (!keyFileExists(site.keyPath)) clearAside(site)
  let opening = false
  const joiner = new Joiner(site)

  function openWith(key: Uint8Array): OpenRecords {
    if (!open) {
      open = { key, records: openRecords(site.recordsPath, key, options) }
      void followKeys(open.records)
    }
    return open.records
  }

  function memberOf(records: OpenRecords, staffId: string): Staff {
    const staff = records.database.read((db) => readStaff(db, StaffId.parse(staffId)))
    if (!staff) throw new RecordsUnusable('key-file-damaged', sentences.strangerInKeyFile)
    return staff
  }

  function enter(records: OpenRecords, staffId: string, seed: Uint8Array): SignedIn {
    const staff = memberOf(records, staffId)
    records.journal.note(actOf(staff, 'identity.signIn'), 'signed-in')
    const session = {
      staff,
      permissions: [...permissionsOf(staff.roles)],
      clinic: records.clinic(),
      signedInAt: clock.now(),
    }
    return { session, key: personalKey(seed) }
  }

  /** Names that the key file says in clear anyway, and the recovery code's. */
  function isTriedHere(name: string): boolean {
    if (name === recoveryTries) return true
    try {
      return readKeyFile(site.keyPath).holders.some(({ loginName }) => loginName === name)
    } catch {
      return false
    }
  }

  /** Tries that failed while the records were closed; they are in the audit log as soon as these open. */
  const unheard: string[] = []
  function failed(name: string): void {
    tries.failed(name)
    // Whatever was typed may be a passphrase in the wrong field: only names that are known here are kept.
    if (unheard.length < 1_000) unheard.push(isTriedHere(name) ? name : 'an unknown name')
    if (open) noteFailures()
  }

  function noteFailures(): void {
    for (const name of unheard.splice(0))
      open?.records.journal.note(
        { actorId: 'sign-in', actorName: name, action: 'identity.signIn', door: 'system' },
        'refused',
      )
  }

  /** Lets one try through unless there were too many, and turns unusable records into a refusal. */
  async function attempt(name: string, run: () => Promise<SignInResult>): Promise<SignInResult> {
    const retryAfterSeconds = tries.begin(name)
    if (retryAfterSeconds > 0) return { ok: false, refusal: { code: 'TOO_MANY_TRIES', retryAfterSeconds } }
    try {
      const result = await run()
      if (result.ok) tries.forget(name)
      else failed(name)
      if (result.ok) noteFailures()
      return result
    } catch (error) {
      tries.undo(name)
      const found = asUnusable(error)
      if (!found) throw error
      return { ok: false, refusal: { code: 'RECORDS_UNUSABLE', problem: found.problem, message: found.message } }
    }
  }

  async function openOwn(file: KeyFile, loginName: string, passphrase: string) {
    const holder = file.holders.find((candidate) => candidate.loginName === loginName)
    const secret = holder && (await openHolder(holder, passphrase, await pepperOf(file, keychain)))
    return holder && secret && { holder, secret }
  }

  /** One after the other: each reads what the last one wrote. */
  let updating: Promise<void> = Promise.resolve()
  function updateKeys(): Promise<void> {
    const run = async () => {
      if (open) await updateKeyFile(site.keyPath, open.records, open.key, keychain)
    }
    const done = updating.then(run)
    updating = done.catch(() => undefined)
    return done
  }

  /** Keeps the key file up with credentials that other devices send. */
  async function followKeys({ notices }: OpenRecords): Promise<void> {
    for await (const event of notices.subscribe(undefined)) {
      const isKeys = event.type === 'changed' && event.kinds.some((kind) => inKeyFile.has(kind))
      if (isKeys) await updateKeys().catch((error: unknown) => options.log.defect('vault.updateKeys', error))
    }
  }

  function state(): WorkstationState {
    const nobody = { clinicName: null, face: plainFace, users: [], demoPassphrase: null, problem: null }
    const base = { ...nobody, appVersion: options.appVersion }
    if (demo.isPreparing) return { ...base, state: 'preparing-demo' }
    if (joiner.isUnderWay()) return { ...base, state: 'joining' }
    if (!keyFileExists(site.keyPath)) {
      if (!existsSync(site.recordsPath)) return { ...base, state: 'new' }
      return { ...base, state: 'unusable', problem: { code: 'key-file-damaged', message: sentences.keyFileMissing } }
    }
    try {
      const { holders, clinicName, face = plainFace, demoPassphrase } = readKeyFile(site.keyPath)
      const users = holders.map(({ loginName, displayName, roles }) => ({ loginName, displayName, roles }))
      return { ...base, state: open ? 'open' : 'locked', clinicName, face, users, demoPassphrase }
    } catch (error) {
      const found = asUnusable(error)
      if (!found) throw error
      return { ...base, state: 'unusable', problem: { code: found.problem, message: found.message } }
    }
  }

  async function close(): Promise<void> {
    const closing = open
    open = null
    await closing?.records.close()
  }

  async function stop(): Promise<void> {
    await joiner.stop()
    await close()
  }

  return {
    state,
    isSetUp: () => opening || demo.isPreparing || state().state !== 'new',
    records: () => open?.records ?? null,
    isBusy: () => open !== null || opening || demo.isPreparing || joiner.isUnderWay(),
    close: stop,

    async setUp({ clinic, administrator, passphrase }) {
      const people = [{ ...administrator, roles: ['tenant-admin' as const], passphrase }]
      const made = await foundClinic(site, {
        clinic: newClinic(clinic, ids.newId(), false),
        people,
        demoPassphrase: null,
      })
      return { signedIn: enter(openWith(made.key), made.founderId, made.seed), recoveryCode: made.recoveryCode }
    },

    async setUpDemo() {
      demo = { isPreparing: true }
      try {
        const { clinic, people } = demoClinic()
        const passphrase = newDemoPassphrase()
        await foundClinic(site, {
          clinic: newClinic(clinic, ids.newId(), true),
          people: people.map((person) => ({ ...person, passphrase })),
          demoPassphrase: passphrase,
          plant: options.plantDemo,
        })
      } finally {
        demo = { isPreparing: false }
      }
    },

    signIn: (loginName, passphrase) =>
      attempt(loginName, async () => {
        const file = readKeyFile(site.keyPath)
        const own = await openOwn(file, loginName, passphrase)
        if (!own) return isFormer(file, loginName) ? deactivated : wrong
        const records = openWith(own.secret.key)
        // Turned off just before a crash: the records know it and the key file does not yet.
        if (!memberOf(records, own.holder.staffId).isActive) {
          await updateKeys()
          if (!options.isAnybodyIn()) await close()
          return deactivated
        }
        const value = enter(records, own.holder.staffId, own.secret.seed)
        await updateKeys()
        return { ok: true, value }
      }),

    recover: (recoveryCode, loginName, passphrase) =>
      attempt(recoveryTries, async () => {
        const file = readKeyFile(site.keyPath)
        const key = openRecovery(file.recovery, recoveryCode)
        const holder = file.holders.find((candidate) => candidate.loginName === loginName)
        if (!key || !holder) return wrong
        // The old signing key went with the old passphrase: the person gets a new one, and the chain is told.
        const seed = newSeed()
        const credential = await makeCredential(holder.staffId, passphrase, seed, cost)
        await renewLostPepper(site.keyPath, keychain)
        const records = openWith(key)
        const staff = memberOf(records, holder.staffId)
        records.journal.transact(actOf(staff, 'identity.recover'), (unit) => {
          saveCredential(unit, staff.id, credential)
          const renewed = replaceStaffKey(unit, records.keys, staff, personalKey(seed).address)
          ensureAdministrator(unit, records.keys, renewed)
        })
        await updateKeys()
        return { ok: true, value: enter(records, holder.staffId, seed) }
      }),

    async addStaff(_by, { passphrase }, commit) {
      if (!open) throw new Error('Staff can be added only while the records are open.')
      const seed = newSeed()
      const staffId = StaffId.parse(ids.newId())
      const credential = await makeCredential(staffId, passphrase, seed, cost)
      const staff = commit({ staffId, chainAddress: personalKey(seed).address, credential })
      await updateKeys()
      return staff
    },

    async changePassphrase(loginName, { current, next }, commit) {
      const own = await openOwn(readKeyFile(site.keyPath), loginName, current)
      if (!own) return false
      const staffId = StaffId.parse(own.holder.staffId)
      commit(staffId, await makeCredential(staffId, next, own.secret.seed, cost))
      await updateKeys()
      return true
    },

    followStaff: updateKeys,

    join: (input) => joiner.join(input),
    recoverTenant: (input) => joiner.recover(input),
    joining: () => joiner.state(),
    stopJoining: () => joiner.giveUp(),
    lookAtExport: (content, passphrase) => lookAtExport(site, content, passphrase),
    async openExport(content, passphrase) {
      if (opening) throw new Error('A clinic is being made here already.')
      opening = true
      try {
        return await importClinic(site, content, passphrase)
      } finally {
        opening = false
      }
    },
    findHubs: () => findHubs(),
    lookAtRelay,

    async putAside() {
      await close()
      // Whoever is still writing the key file ends first, or it would be back afterwards.
      await updating
      joiner.forget()
      return putAside(dataDir, clock.now())
    },

    async destroy() {
      await close()
      // Whoever is still writing the key file ends first, or it would be back afterwards.
      await updating
      joiner.forget()
      destroyClinic(dataDir)
    },

    async closeIfUnused() {
      if (!options.isAnybodyIn()) await close()
    },
  }
}

/** Whether this name is only that of somebody whose sign-in was turned off; another may have been given it since. */
const isFormer = ({ former = [], holders }: KeyFile, loginName: string): boolean =>
  former.some((one) => one.loginName === loginName) && !holders.some((holder) => holder.loginName === loginName)

const demoWords =
  'amber birch coral delta ember fjord grove heron ivory jasper lotus maple ocean pearl river solar'.split(' ')

/** Four easy words: nothing real stands behind a demo clinic. */
const newDemoPassphrase = (): string =>
  Array.from(randomBytes(4), (byte) => demoWords[byte % demoWords.length]).join(' ')
