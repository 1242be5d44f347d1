import { IconKey, IconSettings, IconUserPlus } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const settingsFeature: Feature = {
  places: [{ label: 'Settings', icon: IconSettings, path: '/settings', permission: 'signed-in', order: 200 }],
  routes: [
    { path: '/settings', permission: 'signed-in', load: async () => (await import('./settings-page.js')).SettingsPage },
    {
      path: '/settings/staff/$staffId',
      permission: 'identity:manage',
      load: async () => (await import('./doctor-profile-page.js')).DoctorProfilePage,
    },
  ],
  commands: [
    {
      label: 'Change passphrase',
      keywords: ['password'],
      icon: IconKey,
      permission: 'signed-in',
      path: '/settings?part=passphrase',
    },
    {
      label: 'Add member of staff',
      keywords: ['new', 'user', 'doctor'],
      icon: IconUserPlus,
      permission: 'identity:manage',
      path: '/settings?part=staff&new=1',
      isNew: true,
    },
  ],
}
