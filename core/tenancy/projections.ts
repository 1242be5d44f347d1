import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Clinic } from './model.js'

export const tenancyProjections = {
  clinic(db, record) {
    const clinic = contentOf<Clinic>(record)
    putRow(db, 'clinic', ['id'], {
      id: clinic.id,
      name: clinic.name,
      jurisdiction: clinic.jurisdiction,
      time_zone: clinic.timeZone,
      currency: clinic.currency,
      is_demo: clinic.isDemo ? 1 : 0,
      auto_lock_minutes: clinic.autoLockMinutes,
      suspension: clinic.suspension && JSON.stringify(clinic.suspension),
      accent: clinic.accent,
      logo: clinic.logo,
      version: record.version,
    })
  },
} satisfies Projections
