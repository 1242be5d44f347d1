import type { Reader } from '../ports/database.js'
import type { Clinic } from './model.js'

export function readClinic(db: Reader): Clinic | undefined {
  const row = db.row<Omit<Clinic, 'isDemo' | 'suspension'> & { isDemo: number; suspension: string | null }>(
    `SELECT id, name, jurisdiction, time_zone AS timeZone, currency, is_demo AS isDemo, auto_lock_minutes AS autoLockMinutes,
            suspension, accent, logo, version
       FROM clinic`,
  )
  return row && { ...row, isDemo: row.isDemo === 1, suspension: row.suspension && JSON.parse(row.suspension) }
}
