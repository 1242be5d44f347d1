import { IconEyeCheck } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const accessFeature: Feature = {
  places: [
    {
      label: 'Reviews',
      icon: IconEyeCheck,
      path: '/reviews',
      permission: 'audit:read',
      order: 118,
      group: 'oversight',
    },
  ],
  routes: [
    { path: '/reviews', permission: 'audit:read', load: async () => (await import('./reviews-page.js')).ReviewsPage },
  ],
}
