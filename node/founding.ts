import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { KdfCost } from '../adapters/keys/kdf.js'
import { keyFileExists, writeKeyFile } from '../adapters/keys/key-file.js'
import { personalKey } from '../adapters/keys/personal-key.js'
import { rawKeyBytes } from '../adapters/sqlcipher/database.js'
import { enrollStaff, saveCredential } from '../core/identity/intake.js'
import type { Credential, Staff } from '../core/identity/model.js'
import { AnyId, StaffId } from '../core/kernel/ids.js'
import type { Keychain } from '../core/ports/host.js'
import type { Act } from '../core/ports/journal.js'
import type { PersonalKey } from '../core/ports/keys.js'
import { createClinic } from '../core/tenancy/intake.js'
import type { Clinic, ClinicDetails } from '../core/tenancy/model.js'
import { makeCredential, makeHolder, newPepper, newSeed, type Person } from './holders.js'
import { createRecords, type OpenRecords, openRecords, type RecordsSurroundings } from './records.js'
import { makeRecovery, newRecovery, type RecoveryHalves } from './recovery.js'
import { plantReferenceData } from './reference.js'
import { newDevice, newTenant, plantSecrets } from './secrets.js'

/** Where the clinic is made. */
export interface Site extends RecordsSurroundings {
  keyPath: string
  /** Where the records will stand; they are made beside, in `<records>.setup`. */
  recordsPath: string
  keychain: Keychain | null
  cost: KdfCost
}

/** A clinic to be, with the people who can sign in to it; the first of them founds it. */
export interface Founding {
  clinic: Clinic
  people: readonly (Omit<Person, 'staffId'> & { passphrase: string })[]
  demoPassphrase: string | null
  /** Fills the records while they are still on the side. */
  plant?: (demo: FreshClinic) => Promise<void>
}

/** Somebody of a clinic that is being founded. */
type Founder = Person & { seed: Uint8Array; credential: Credential }

/** The new records, open, and everybody with their key. */
export interface FreshClinic {
  records: OpenRecords
  staff: readonly { staff: Staff; key: PersonalKey }[]
}

/**
 * Makes a whole clinic on the side. The key file is written last and the records put in place after it, so that a crash
 * leaves either nothing that anybody was told of, or a clinic that `finishFounding` completes.
 */
export async function foundClinic(
  site: Site,
  founding: Founding,
): Promise<{ recoveryCode: string; founderId: string; seed: Uint8Array; key: Uint8Array }> {
  clearAside(site)
  const key = randomBytes(rawKeyBytes)
  const people: Founder[] = []
  for (const { passphrase, ...person } of founding.people) {
    const [staffId, seed] = [site.ids.newId(), newSeed()]
    const credential = await makeCredential(staffId, passphrase, seed, site.cost)
    people.push({ ...person, staffId, seed, credential })
  }
  const founder = people[0]
  if (!founder) throw new Error('A clinic needs somebody who can sign in.')
  const { pepper, sealed } = await newPepper(site.keychain)
  const { recoveryCode, halves } = newRecovery()
  await fillRecords(site, founding, key, { people, recovery: halves })
  writeKeyFile(site.keyPath, {
    v: 1,
    clinicName: founding.clinic.name,
    clinicId: founding.clinic.id,
    holders: people.map((person) => makeHolder(person, person.credential, key, pepper)),
    recovery: makeRecovery(halves.boxKey, key),
    keychainPepper: sealed,
    demoPassphrase: founding.demoPassphrase,
  })
  finishFounding(site)
  return { recoveryCode, founderId: founder.staffId, seed: founder.seed, key }
}

/** Puts records in place that a key file waits for. Safe to call at every start. */
export function finishFounding({ keyPath, recordsPath }: Pick<Site, 'keyPath' | 'recordsPath'>): void {
  const aside = asideOf(recordsPath)
  if (!keyFileExists(keyPath) || existsSync(recordsPath) || !existsSync(aside)) return
  // The database comes last: it is what says that the rest is in place.
  for (const suffix of ['-chain', '.watermark', ''])
    if (existsSync(`${aside}${suffix}`)) renameSync(`${aside}${suffix}`, `${recordsPath}${suffix}`)
}

export const newClinic = (details: ClinicDetails, id: string, isDemo: boolean): Clinic => ({
  ...details,
  id: AnyId.parse(id),
  isDemo,
  autoLockMinutes: isDemo ? 60 : 10,
  suspension: null,
  accent: null,
  logo: null,
  version: 1,
})

export const actOf = (staff: Staff, action: string): Act => ({
  actorId: staff.id,
  actorName: staff.displayName,
  action,
  door: 'system',
})

async function fillRecords(
  site: Site,
  { clinic, plant }: Founding,
  key: Uint8Array,
  { people, recovery }: { people: readonly Founder[]; recovery: RecoveryHalves },
): Promise<void> {
  const aside = asideOf(site.recordsPath)
  const device = newDevice()
  const made = createRecords(aside, key, site.assets)
  made.transact((db) => {
    plantSecrets(db, device, newTenant(device, recovery))
    plantReferenceData(db)
  })
  made.close()
  const records = openRecords(aside, key, { ...site, isBeingSetUp: true })
  try {
    const staff = people.map((person) => ({ staff: staffOf(person), key: personalKey(person.seed) }))
    const [founder] = staff
    if (!founder) return
    records.journal.transact(actOf(founder.staff, 'identity.setUpClinic'), (unit) => {
      createClinic(unit, clinic)
      for (const member of staff) enrollStaff(unit, records.keys, member.staff)
      for (const { staffId, credential } of people) saveCredential(unit, StaffId.parse(staffId), credential)
    })
    await plant?.({ records, staff })
  } finally {
    await records.close()
  }
}

export function clearAside({ recordsPath }: Pick<Site, 'recordsPath'>): void {
  const aside = asideOf(recordsPath)
  for (const suffix of ['', '-wal', '-shm', '-chain', '.watermark'])
    rmSync(`${aside}${suffix}`, { recursive: true, force: true })
}

export const asideOf = (recordsPath: string) => `${recordsPath}.setup`

const staffOf = (person: Founder): Staff => ({
  id: StaffId.parse(person.staffId),
  displayName: person.displayName,
  loginName: person.loginName,
  roles: person.roles,
  chainAddress: personalKey(person.seed).address,
  isActive: true,
  version: 1,
})
