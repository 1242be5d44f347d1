import type { WriteUnit } from '../ports/unit.js'
import type { Clinic } from './model.js'

/** Writes the clinic of a new file. */
export function createClinic(unit: WriteUnit, clinic: Clinic): void {
  unit.run(
    `INSERT INTO clinic (id, name, jurisdiction, time_zone, currency, is_demo, auto_lock_minutes, suspension, accent, logo, version)
     VALUES ($id, $name, $jurisdiction, $timeZone, $currency, $isDemo, $autoLockMinutes, $suspension, $accent, $logo, $version)`,
    { ...clinic, isDemo: clinic.isDemo ? 1 : 0, suspension: suspensionText(clinic) },
  )
  recordClinic(unit, clinic)
}

/** Writes a new version of the clinic's details. */
export function replaceClinic(unit: WriteUnit, clinic: Clinic): void {
  unit.run(
    `UPDATE clinic SET name = $name, jurisdiction = $jurisdiction, time_zone = $timeZone, auto_lock_minutes = $autoLockMinutes,
            suspension = $suspension, accent = $accent, logo = $logo, version = $version`,
    {
      name: clinic.name,
      jurisdiction: clinic.jurisdiction,
      timeZone: clinic.timeZone,
      autoLockMinutes: clinic.autoLockMinutes,
      suspension: suspensionText(clinic),
      accent: clinic.accent,
      logo: clinic.logo,
      version: clinic.version,
    },
  )
  recordClinic(unit, clinic)
}

const suspensionText = ({ suspension }: Clinic): string | null => suspension && JSON.stringify(suspension)

const recordClinic = (unit: WriteUnit, clinic: Clinic): void =>
  unit.recorded({ kind: 'clinic', id: clinic.id, patientId: null, version: clinic.version, body: clinic })
