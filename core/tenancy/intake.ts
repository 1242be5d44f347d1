import type { WriteUnit } from '../ports/unit.js'
import type { Clinic } from './model.js'

/** Writes the clinic of a new file. */
export function createClinic(unit: WriteUnit, clinic: Clinic): void {
  unit.run(
    `INSERT INTO clinic (id, name, jurisdiction, time_zone, currency, is_demo, auto_lock_minutes, version)
     VALUES ($id, $name, $jurisdiction, $timeZone, $currency, $isDemo, $autoLockMinutes, $version)`,
    { ...clinic, isDemo: clinic.isDemo ? 1 : 0 },
  )
  recordClinic(unit, clinic)
}

/** Writes a new version of the clinic's details. */
export function replaceClinic(unit: WriteUnit, clinic: Clinic): void {
  unit.run(
    `UPDATE clinic SET name = $name, jurisdiction = $jurisdiction, time_zone = $timeZone, auto_lock_minutes = $autoLockMinutes,
            version = $version`,
    {
      name: clinic.name,
      jurisdiction: clinic.jurisdiction,
      timeZone: clinic.timeZone,
      autoLockMinutes: clinic.autoLockMinutes,
      version: clinic.version,
    },
  )
  recordClinic(unit, clinic)
}

const recordClinic = (unit: WriteUnit, clinic: Clinic): void =>
  unit.recorded({ kind: 'clinic', id: clinic.id, patientId: null, version: clinic.version, body: clinic })
