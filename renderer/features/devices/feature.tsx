import { IconDeviceDesktop, IconDevicesPlus } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const devicesFeature: Feature = {
  places: [
    {
      label: 'Workstations',
      icon: IconDeviceDesktop,
      path: '/workstations',
      permission: 'clinic:manage',
      order: 150,
      group: 'platform',
    },
  ],
  routes: [
    {
      path: '/workstations',
      permission: 'signed-in',
      load: async () => (await import('./workstations-page.js')).WorkstationsPage,
    },
  ],
  commands: [
    {
      label: 'Workstations of the clinic',
      keywords: ['devices', 'computers', 'relay', 'hub', 'remove'],
      icon: IconDeviceDesktop,
      permission: 'signed-in',
      path: '/workstations',
    },
    {
      label: 'Add workstation',
      keywords: ['invite', 'device', 'computer', 'join', 'code', 'new'],
      icon: IconDevicesPlus,
      permission: 'clinic:manage',
      path: '/workstations?add=1',
      isNew: true,
    },
  ],
}
