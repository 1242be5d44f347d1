import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const patientsFeature: Feature = {
  places: [{ label: 'Patients', icon: IconUsers, path: '/patients', permission: 'patients:read', order: 30 }],
  routes: [
    {
      path: '/patients',
      permission: 'patients:read',
      load: async () => (await import('./patients-page.js')).PatientsPage,
    },
    {
      path: '/patients/$patientId',
      permission: 'patients:read',
      load: async () => (await import('./patient-page.js')).PatientPage,
    },
  ],
  commands: [
    {
      label: 'Register patient',
      keywords: ['new', 'add', 'person'],
      icon: IconUserPlus,
      permission: 'patients:write',
      path: '/patients?new=1',
      isNew: true,
    },
  ],
}
