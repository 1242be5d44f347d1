import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ClinicFace, ClinicLook } from '../../core/kernel/shell-protocol.js'
import { lookOf } from './lock-face.js'

/** The data directory itself holds a computer's first clinic; the others stand in a folder each. */
export const firstClinic = 'first'

/** What a key file says of its clinic in the clear, as far as the list needs it. */
export interface KnownClinic {
  id: string
  name: string | null
  /** Four letters and digits out of what is public in the key file; the same for as long as the clinic lives. */
  code: string
  clinicId: string | null
  look: ClinicLook
}

const isClinicId = (name: string) => /^[0-9a-f]{12}$/.test(name)

/** Where a clinic's files are. @throws where the id is none. */
export function folderOf(dataDir: string, id: string): string {
  if (id === firstClinic) return dataDir
  if (!isClinicId(id)) throw new Error('refused')
  return join(dataDir, 'clinics', id)
}

/** Every clinic that stands in the data directory, by name. There is no list beside the folders that could fall out of step. */
export function readClinics(dataDir: string, isRunning: (id: string) => boolean): KnownClinic[] {
  const others = namesIn(join(dataDir, 'clinics')).filter(isClinicId)
  return [firstClinic, ...others]
    .filter((id) => isKept(folderOf(dataDir, id)) || (id !== firstClinic && isRunning(id)))
    .map((id) => readClinic(folderOf(dataDir, id), id))
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '') || a.code.localeCompare(b.code))
}

/** What was begun and never became a clinic leaves nothing behind. */
export function sweepClinics(dataDir: string, isRunning: (id: string) => boolean): void {
  for (const id of namesIn(join(dataDir, 'clinics')).filter(isClinicId)) {
    const folder = folderOf(dataDir, id)
    if (!isKept(folder) && !isRunning(id)) rmSync(folder, { recursive: true, force: true })
  }
}

/** The faces of the clinics, and of the one that is being set up. Where two have one name, each shows its mark. */
export function facesOf(
  clinics: readonly KnownClinic[],
  shownId: string,
  isEntered: (id: string) => boolean,
): ClinicFace[] {
  const isShownKnown = clinics.some(({ id }) => id === shownId)
  const all = isShownKnown
    ? clinics
    : [...clinics, { id: shownId, name: null, code: '', clinicId: null, look: lookOf(null) }]
  const nameOf = (name: string | null) => (name ?? '').normalize('NFKC').toLocaleLowerCase().replace(/\s+/g, ' ').trim()
  return all.map(({ id, name, code, clinicId, look }) => {
    const isShared = name !== null && all.filter((other) => nameOf(other.name) === nameOf(name)).length > 1
    return { id, name, mark: isShared ? code : null, clinicId, look, isShown: id === shownId, isEntered: isEntered(id) }
  })
}

/** Which clinic to begin with: the one that was shown last, or the first that this computer had, or any there is. */
export function clinicToShow(clinics: readonly KnownClinic[], last: string | null): string {
  const known = [last, firstClinic].find((id) => clinics.some((clinic) => clinic.id === id))
  return known ?? clinics[0]?.id ?? firstClinic
}

/** A key file, or records without one, which the node has something to say about. */
const isKept = (folder: string): boolean =>
  ['keys.json', 'keys.json.copy', 'records.db'].some((name) => existsSync(join(folder, name)))

function readClinic(folder: string, id: string): KnownClinic {
  for (const file of ['keys.json', 'keys.json.copy']) {
    try {
      const keyFile = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const { clinicName, clinicId, recovery } = keyFile
      if (typeof clinicName === 'string')
        return {
          id,
          name: clinicName,
          code: codeOf(String(recovery?.boxKey)),
          clinicId: typeof clinicId === 'string' ? clinicId : null,
          look: lookOf(keyFile),
        }
    } catch {
      // Damaged or gone: the node, which alone judges it, says what is the matter when the clinic is shown.
    }
  }
  return { id, name: null, code: codeOf(id), clinicId: null, look: lookOf(null) }
}

const codeOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 4).toUpperCase()

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
