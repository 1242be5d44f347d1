import { type KeyFile, type KeyHolder, readKeyFile, writeKeyFile } from '../adapters/keys/key-file.js'
import { readAllCredentials, readAllStaff } from '../core/identity/reads.js'
import type { Keychain } from '../core/ports/host.js'
import type { Clinic } from '../core/tenancy/model.js'
import { isHolderCurrent, makeHolder, newPepper, pepperOf } from './holders.js'
import type { OpenRecords } from './records.js'
import { RecordsUnusable } from './unusable.js'

type Former = NonNullable<KeyFile['former']>[number]

/** The key file as the records would have it: an entry for everybody who works here and has a credential. */
export async function ringOf(
  records: Pick<OpenRecords, 'database' | 'clinic'>,
  key: Uint8Array,
  file: Pick<KeyFile, 'holders' | 'former' | 'keychainPepper'>,
  keychain: Keychain | null,
): Promise<{ clinicName: string; holders: KeyHolder[]; former: Former[]; isChanged: boolean }> {
  const pepper = await pepperOf(file, keychain)
  const credentials = new Map(records.database.read(readAllCredentials).map((one) => [one.id, one.credential]))
  const known = new Map(file.holders.map((holder) => [holder.staffId, holder]))
  const people = records.database.read(readAllStaff)
  const former = people
    .filter(({ isActive }) => !isActive)
    .map(({ loginName, displayName }) => ({ loginName, displayName }))
  let isChanged = JSON.stringify(former) !== JSON.stringify(file.former ?? [])
  const holders = people.flatMap((staff) => {
    const credential = credentials.get(staff.id)
    if (!credential || !staff.isActive) return []
    const person = { ...staff, staffId: staff.id }
    const holder = known.get(staff.id)
    if (holder && isHolderCurrent(holder, person, credential, pepper)) return [holder]
    isChanged = true
    return [makeHolder(person, credential, key, pepper)]
  })
  isChanged ||= holders.length !== file.holders.length
  return { clinicName: records.clinic().name, holders, former, isChanged }
}

export const plainFace: NonNullable<KeyFile['face']> = { accent: null, logo: null, isSuspended: false }

const faceOf = ({ accent, logo, suspension }: Clinic): typeof plainFace => ({
  accent,
  logo,
  isSuspended: suspension !== null,
})

/**
 * Brings the key file up to what the records say: somebody was added, or took another passphrase, here or on another device.
 * The records were committed first, so that a crash in between is made good at the next opening.
 */
export async function updateKeyFile(
  path: string,
  records: Pick<OpenRecords, 'database' | 'clinic'>,
  key: Uint8Array,
  keychain: Keychain | null,
): Promise<void> {
  const file = readKeyFile(path)
  const { clinicName, holders, former, isChanged } = await ringOf(records, key, file, keychain)
  const face = faceOf(records.clinic())
  const isFaceChanged =
    clinicName !== file.clinicName || JSON.stringify(face) !== JSON.stringify(file.face ?? plainFace)
  const clinicId = records.clinic().id
  if (holders.length === 0 || !(isChanged || isFaceChanged || clinicId !== file.clinicId)) return
  writeKeyFile(path, { ...file, clinicName, clinicId, face, holders, former })
}

/**
 * Takes a new secret of the key store where the old one went with a computer or a login; the recovery code was given. The
 * entries are then made anew from the records, so that everybody's passphrase opens them here.
 */
export async function renewLostPepper(path: string, keychain: Keychain | null): Promise<void> {
  const file = readKeyFile(path)
  try {
    await pepperOf(file, keychain)
  } catch (error) {
    if (!(error instanceof RecordsUnusable)) throw error
    const { sealed } = await newPepper(keychain)
    writeKeyFile(path, { ...file, keychainPepper: sealed })
  }
}
