import { IconDatabase } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const databasesFeature: Feature = {
  places: [
    {
      label: 'Databases',
      icon: IconDatabase,
      path: '/databases',
      permission: 'clinic:manage',
      order: 126,
      group: 'platform',
    },
  ],
  routes: [
    {
      path: '/databases',
      permission: 'clinic:manage',
      load: async () => (await import('./databases-page.js')).DatabasesPage,
    },
  ],
}
