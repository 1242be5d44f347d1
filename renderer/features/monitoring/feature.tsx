import { IconHeartRateMonitor } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const monitoringFeature: Feature = {
  places: [
    {
      label: 'Services',
      icon: IconHeartRateMonitor,
      path: '/services',
      permission: 'clinic:manage',
      order: 128,
      group: 'platform',
    },
  ],
  routes: [
    {
      path: '/services',
      permission: 'clinic:manage',
      load: async () => (await import('./services-page.js')).ServicesPage,
    },
  ],
}
