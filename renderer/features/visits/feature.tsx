import { IconTimeline } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const visitsFeature: Feature = {
  places: [{ label: 'Visits', icon: IconTimeline, path: '/visits', permission: 'encounters:read', order: 40 }],
  routes: [
    { path: '/visits', permission: 'encounters:read', load: async () => (await import('./visits-page.js')).VisitsPage },
    {
      path: '/visits/$consultationId',
      permission: 'encounters:read',
      load: async () => (await import('./visit-page.js')).VisitPage,
    },
  ],
}
