import { IconCash } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const billingFeature: Feature = {
  places: [{ label: 'Till', icon: IconCash, path: '/till', permission: 'billing:read', order: 70 }],
  routes: [{ path: '/till', permission: 'billing:read', load: async () => (await import('./till-page.js')).TillPage }],
}
