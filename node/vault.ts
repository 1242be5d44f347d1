import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { deriveKey, type KdfCost } from '../adapters/keys/kdf.js'
import {
  type KeyFile,
  KeyFileDamaged,
  type KeyHolder,
  keyFileExists,
  readKeyFile,
  writeKeyFile,
} from '../adapters/keys/key-file.js'
import { personalKey } from '../adapters/keys/personal-key.js'
import { newRecoveryCode, normalizeRecoveryCode } from '../adapters/keys/recovery-code.js'
import { expandKey, seal, unseal } from '../adapters/keys/wrap.js'
import { rawKeyBytes } from '../adapters/sqlcipher/database.js'
import { enrollStaff, replaceStaffKey } from '../core/identity/intake.js'
import type { Session, Staff, WorkstationState } from '../core/identity/model.js'
import { readStaff } from '../core/identity/reads.js'
import { waitAfterFailures } from '../core/identity/rules.js'
import { AnyId, StaffId } from '../core/kernel/ids.js'
import { permissionsOf, type Role } from '../core/kernel/roles.js'
import { StorageFull } from '../core/ports/database.js'
import type { Keychain } from '../core/ports/host.js'
import type { Act } from '../core/ports/journal.js'
import type { PersonalKey } from '../core/ports/keys.js'
import type { SignedIn, SignInResult, Vault } from '../core/ports/vault.js'
import { createClinic } from '../core/tenancy/intake.js'
import type { Clinic, ClinicDetails } from '../core/tenancy/model.js'
import {
  createRecords,
  databaseFile,
  type OpenRecords,
  openRecords,
  type RecordsSurroundings,
  RecordsUnusable,
} from './records.js'
import { plantSecrets } from './secrets.js'

export interface VaultOptions extends RecordsSurroundings {
  dataDir: string
  cost: KdfCost
  keychain: Keychain | null
  appVersion: string
  /** Fills the demo clinic's records; called while they are still on the side. */
  plantDemo: (demo: DemoClinic) => Promise<void>
  /** Whether anybody is signed in at any door. */
  isAnybodyIn: () => boolean
}

/** What the demo's generator gets: the open records and somebody of each job, with their keys. */
export interface DemoClinic {
  records: OpenRecords
  staff: readonly { staff: Staff; key: PersonalKey }[]
}

/** Somebody who will get a way to the records. */
interface Newcomer {
  displayName: string
  loginName: string
  roles: Role[]
}

/** The way to the records, and the records while they are open. */
export interface NodeVault extends Vault {
  records(): OpenRecords | null
  close(): Promise<void>
}

const seedBytes = 32

export function openVault(options: VaultOptions): NodeVault {
  const { dataDir, clock, ids } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(dataDir, 0o700)
  const keyPath = join(dataDir, 'keys.json')
  const records = databaseFile(dataDir)
  const aside = `${records}.setup`
  let open: { records: OpenRecords; key: Uint8Array } | null = null
  let isPreparingDemo = false
  const failures = new Map<string, { count: number; lastMs: number }>()
  finishSetUp()

  /** A crash between writing the key file and putting the records in place: they are whole, so put them there. */
  function finishSetUp(): void {
    if (keyFileExists(keyPath) && !existsSync(records) && existsSync(aside)) moveInPlace()
  }

  function moveInPlace(): void {
    for (const suffix of ['-chain', '.watermark', ''])
      if (existsSync(`${aside}${suffix}`)) renameSync(`${aside}${suffix}`, `${records}${suffix}`)
  }

  function clearAside(): void {
    for (const suffix of ['', '-wal', '-shm', '-chain', '.watermark'])
      rmSync(`${aside}${suffix}`, { recursive: true, force: true })
  }

  async function pepperOf(file: Pick<KeyFile, 'keychainPepper'>): Promise<Uint8Array> {
    if (file.keychainPepper === null) return new Uint8Array()
    if (!options.keychain) throw new RecordsUnusable('key-file-damaged', keychainGone)
    try {
      return await options.keychain.unseal(fromBase64(file.keychainPepper))
    } catch (cause) {
      throw new RecordsUnusable('key-file-damaged', keychainGone, { cause })
    }
  }

  async function newPepper(): Promise<{ pepper: Uint8Array; sealed: string | null }> {
    if (!options.keychain) return { pepper: new Uint8Array(), sealed: null }
    const pepper = randomBytes(32)
    return { pepper, sealed: toBase64(await options.keychain.seal(pepper)) }
  }

  /** Makes somebody's entry of the key file: their passphrase opens the database key and the seed of their signing key. */
  async function makeHolder(
    who: Newcomer & { staffId: string },
    passphrase: string,
    pepper: Uint8Array,
    secret: { key: Uint8Array; seed: Uint8Array },
  ): Promise<KeyHolder> {
    const salt = randomBytes(16)
    const wrapping = expandKey(await deriveKey(passphrase, salt, options.cost), 'medichain holder', 32, pepper)
    const { staffId, loginName, displayName, roles } = who
    const sealed = seal(wrapping, Buffer.concat([secret.key, secret.seed]), holderWords(staffId))
    return {
      staffId,
      loginName,
      displayName,
      roles,
      salt: toBase64(salt),
      cost: { ...options.cost },
      sealed: toBase64(sealed),
    }
  }

  async function unwrap(file: KeyFile, holder: KeyHolder, passphrase: string) {
    const derived = await deriveKey(passphrase, fromBase64(holder.salt), holder.cost)
    const wrapping = expandKey(derived, 'medichain holder', 32, await pepperOf(file))
    const secret = unseal(wrapping, fromBase64(holder.sealed), holderWords(holder.staffId))
    if (secret?.length !== rawKeyBytes + seedBytes) return undefined
    return { key: secret.slice(0, rawKeyBytes), seed: secret.slice(rawKeyBytes) }
  }

  function openWith(key: Uint8Array): OpenRecords {
    open ??= { key, records: openRecords(records, key, options) }
    return open.records
  }

  function signedInAs(opened: OpenRecords, staffId: string, seed: Uint8Array): SignedIn {
    const staff = opened.database.read((db) => readStaff(db, StaffId.parse(staffId)))
    if (!staff)
      throw new RecordsUnusable(
        'key-file-damaged',
        'The key file names somebody whom the records do not know. Nothing was changed.',
      )
    const session: Session = {
      staff,
      permissions: [...permissionsOf(staff.roles)],
      clinic: opened.clinic(),
      signedInAt: clock.now(),
    }
    opened.journal.note(actOf(staff, 'identity.signIn'), 'signed-in')
    return { session, key: personalKey(seed) }
  }

  function secondsToWait(loginName: string): number {
    const failed = failures.get(loginName)
    if (!failed) return 0
    return Math.ceil(Math.max(0, waitAfterFailures(failed.count) - (Date.parse(clock.now()) - failed.lastMs) / 1000))
  }

  function noteFailure(loginName: string): void {
    failures.set(loginName, { count: (failures.get(loginName)?.count ?? 0) + 1, lastMs: Date.parse(clock.now()) })
  }

  /** Makes the whole clinic on the side, then puts it in place by one rename after the key file is written. */
  async function found(input: {
    clinic: Clinic
    people: readonly (Newcomer & { passphrase: string })[]
    demoPassphrase: string | null
    plant?: (demo: DemoClinic) => Promise<void>
  }): Promise<{ recoveryCode: string; first: { staffId: string; seed: Uint8Array }; key: Uint8Array }> {
    clearAside()
    const key = randomBytes(rawKeyBytes)
    const recoveryCode = newRecoveryCode()
    const people = input.people.map((person) => ({ ...person, staffId: ids.newId(), seed: randomBytes(seedBytes) }))
    const first = people[0]
    if (!first) throw new Error('A clinic needs somebody who can sign in.')
    const { pepper, sealed } = await newPepper()
    const holders: KeyHolder[] = []
    for (const person of people)
      holders.push(await makeHolder(person, person.passphrase, pepper, { key, seed: person.seed }))
    createRecords(aside, key, options.assets).close()
    await fill(key, input, people)
    const recoverySalt = randomBytes(16)
    writeKeyFile(keyPath, {
      v: 1,
      clinicName: input.clinic.name,
      holders,
      recovery: {
        salt: toBase64(recoverySalt),
        sealed: toBase64(seal(recoveryKey(recoveryCode, recoverySalt), key, 'recovery')),
      },
      keychainPepper: sealed,
      demoPassphrase: input.demoPassphrase,
    })
    moveInPlace()
    return { recoveryCode, first, key }
  }

  async function fill(
    key: Uint8Array,
    { clinic, plant }: { clinic: Clinic; plant?: (demo: DemoClinic) => Promise<void> },
    people: readonly (Newcomer & { staffId: string; seed: Uint8Array })[],
  ): Promise<void> {
    const made = createRecords(aside, key, options.assets)
    made.transact(plantSecrets)
    made.close()
    const opened = openRecords(aside, key, { ...options, isBeingSetUp: true })
    try {
      const staff = people.map((person) => ({ staff: staffOf(person), key: personalKey(person.seed) }))
      const [administrator] = staff
      if (!administrator) return
      opened.journal.transact(actOf(administrator.staff, 'identity.setUpClinic'), (unit) => {
        createClinic(unit, clinic)
        for (const member of staff) enrollStaff(unit, opened.keys, member.staff)
      })
      await plant?.({ records: opened, staff })
    } finally {
      await opened.close()
    }
  }

  const state = (): WorkstationState => {
    const base = { clinicName: null, users: [], demoPassphrase: null, problem: null, appVersion: options.appVersion }
    if (isPreparingDemo) return { ...base, state: 'preparing-demo' }
    if (!keyFileExists(keyPath)) {
      if (!existsSync(records)) return { ...base, state: 'new' }
      return { ...base, state: 'unusable', problem: { code: 'key-file-damaged', message: keyFileMissing } }
    }
    try {
      const file = readKeyFile(keyPath)
      const users = file.holders.map(({ loginName, displayName, roles }) => ({ loginName, displayName, roles }))
      const { clinicName, demoPassphrase } = file
      return { ...base, state: open ? 'open' : 'locked', clinicName, users, demoPassphrase }
    } catch (error) {
      if (!(error instanceof KeyFileDamaged)) throw error
      return { ...base, state: 'unusable', problem: { code: 'key-file-damaged', message: keyFileDamaged } }
    }
  }

  /** Runs what may find the records unusable, and says so as a refusal. */
  async function guarded(attempt: () => Promise<SignInResult>): Promise<SignInResult> {
    try {
      return await attempt()
    } catch (error) {
      const found = unusable(error)
      if (!found) throw error
      return { ok: false, refusal: { code: 'RECORDS_UNUSABLE', problem: found.problem, message: found.message } }
    }
  }

  return {
    state,
    isSetUp: () => isPreparingDemo || state().state !== 'new',
    records: () => open?.records ?? null,

    async setUp({ clinic, administrator, passphrase }) {
      const people = [{ ...administrator, roles: ['tenant-admin'] as Role[], passphrase }]
      const made = await found({ clinic: newClinic(clinic, ids.newId(), false), people, demoPassphrase: null })
      const signedIn = signedInAs(openWith(made.key), made.first.staffId, made.first.seed)
      return { signedIn, recoveryCode: made.recoveryCode }
    },

    async setUpDemo() {
      isPreparingDemo = true
      try {
        const { clinic, people } = await import('./demo/clinic.js').then((demo) => demo.demoClinic())
        const passphrase = newDemoPassphrase()
        await found({
          clinic: { ...newClinic(clinic, ids.newId(), true), autoLockMinutes: 60 },
          people: people.map((person) => ({ ...person, passphrase })),
          demoPassphrase: passphrase,
          plant: options.plantDemo,
        })
      } finally {
        isPreparingDemo = false
      }
    },

    signIn: (loginName, passphrase) =>
      guarded(async () => {
        const retryAfterSeconds = secondsToWait(loginName)
        if (retryAfterSeconds > 0) return { ok: false, refusal: { code: 'TOO_MANY_TRIES', retryAfterSeconds } }
        const file = readKeyFile(keyPath)
        const holder = file.holders.find((candidate) => candidate.loginName === loginName)
        const secret = holder && (await unwrap(file, holder, passphrase))
        if (!holder || !secret) {
          noteFailure(loginName)
          return { ok: false, refusal: { code: 'WRONG_PASSPHRASE' } }
        }
        failures.delete(loginName)
        return { ok: true, value: signedInAs(openWith(secret.key), holder.staffId, secret.seed) }
      }),

    recover: (recoveryCode, loginName, passphrase) =>
      guarded(async () => {
        const retryAfterSeconds = secondsToWait('recovery')
        if (retryAfterSeconds > 0) return { ok: false, refusal: { code: 'TOO_MANY_TRIES', retryAfterSeconds } }
        const file = readKeyFile(keyPath)
        const wrapping = recoveryKey(recoveryCode, fromBase64(file.recovery.salt))
        const key = unseal(wrapping, fromBase64(file.recovery.sealed), 'recovery')
        const holder = file.holders.find((candidate) => candidate.loginName === loginName)
        if (!key || !holder) {
          noteFailure('recovery')
          return { ok: false, refusal: { code: 'WRONG_PASSPHRASE' } }
        }
        failures.clear()
        const seed = randomBytes(seedBytes)
        const opened = openWith(key)
        // The key store may be what was lost: everybody else's passphrase still needs it, so it is kept for them.
        const renewed = await makeHolder(holder, passphrase, await pepperOf(file), { key, seed })
        rekeyStaff(opened, holder.staffId, personalKey(seed).address)
        replaceHolder(file, renewed)
        return { ok: true, value: signedInAs(opened, holder.staffId, seed) }
      }),

    async addStaff(_by, input, commit) {
      if (!open) throw new Error('Staff can be added only while the records are open.')
      const { key } = open
      const file = readKeyFile(keyPath)
      const seed = randomBytes(seedBytes)
      const pepper = await pepperOf(file)
      const draft = await makeHolder({ ...input, staffId: ids.newId() }, input.passphrase, pepper, { key, seed })
      const staff = commit(personalKey(seed).address)
      // The words that seal the entry name the person, whose id the commit has given.
      const holder = await makeHolder({ ...draft, staffId: staff.id }, input.passphrase, pepper, { key, seed })
      const current = readKeyFile(keyPath)
      writeKeyFile(keyPath, { ...current, holders: [...current.holders, holder] })
      return staff
    },

    async changePassphrase(loginName, current, next) {
      const file = readKeyFile(keyPath)
      const holder = file.holders.find((candidate) => candidate.loginName === loginName)
      const secret = holder && (await unwrap(file, holder, current))
      if (!holder || !secret) return false
      replaceHolder(file, await makeHolder(holder, next, await pepperOf(file), secret))
      return true
    },

    async closeIfUnused() {
      if (!options.isAnybodyIn()) await close()
    },
    close,
  }

  function replaceHolder(file: KeyFile, holder: KeyHolder): void {
    const holders = file.holders.map((other) => (other.staffId === holder.staffId ? holder : other))
    writeKeyFile(keyPath, { ...file, holders })
  }

  function rekeyStaff(opened: OpenRecords, staffId: string, chainAddress: string): void {
    const staff = opened.database.read((db) => readStaff(db, StaffId.parse(staffId)))
    if (!staff) return
    opened.journal.transact(actOf(staff, 'identity.recover'), (unit) =>
      replaceStaffKey(unit, opened.keys, staff, chainAddress),
    )
  }

  async function close(): Promise<void> {
    const closing = open
    open = null
    await closing?.records.close()
  }
}

const keyFileMissing =
  'The key file is not beside the records, so they cannot be opened. Nothing was changed. Put keys.json back into the folder.'
const keyFileDamaged =
  'The key file and its copy are damaged, so the records cannot be opened. Nothing was changed. Restore keys.json from a backup.'
const keychainGone =
  'The key store of this computer’s login does not open. Nothing was changed. Sign in to the computer as the person who set MediChain up.'

function unusable(error: unknown): RecordsUnusable | undefined {
  if (error instanceof RecordsUnusable) return error
  if (error instanceof KeyFileDamaged) return new RecordsUnusable('key-file-damaged', keyFileDamaged, { cause: error })
  if (error instanceof StorageFull)
    return new RecordsUnusable(
      'storage-full',
      'The disk of this computer is full. Nothing was changed. Free some space, then try again.',
      {
        cause: error,
      },
    )
  return undefined
}

const holderWords = (staffId: string) => `holder ${staffId}`

/** The recovery code holds 160 random bits, so that a fast derivation is as good as a slow one. */
const recoveryKey = (code: string, salt: Uint8Array) =>
  expandKey(createHash('sha256').update(normalizeRecoveryCode(code)).digest(), 'medichain recovery', 32, salt)

const newClinic = (details: ClinicDetails, id: string, isDemo: boolean): Clinic => ({
  ...details,
  id: AnyId.parse(id),
  isDemo,
  autoLockMinutes: 10,
  version: 1,
})

const staffOf = (person: Newcomer & { staffId: string; seed: Uint8Array }): Staff => ({
  id: StaffId.parse(person.staffId),
  displayName: person.displayName,
  loginName: person.loginName,
  roles: person.roles,
  chainAddress: personalKey(person.seed).address,
  isActive: true,
  version: 1,
})

const actOf = (staff: Staff, action: string): Act => ({
  actorId: staff.id,
  actorName: staff.displayName,
  action,
  door: 'system',
})

/** Four easy words: nothing real stands behind a demo clinic. */
function newDemoPassphrase(): string {
  const words = [
    'amber',
    'birch',
    'coral',
    'delta',
    'ember',
    'fjord',
    'grove',
    'heron',
    'ivory',
    'jasper',
    'lotus',
    'maple',
    'ocean',
    'pearl',
    'river',
    'solar',
  ]
  return Array.from(randomBytes(4), (byte) => words[byte & 15]).join(' ')
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64')
